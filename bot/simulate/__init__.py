"""Made-up chats through the real parts, so that dashboards and load can be judged."""
