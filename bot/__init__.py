"""The conversation: content, its checks, the public edge and the dialogue."""
