# The two commands: `make run` starts the companion, `make test` checks everything.
# Both need only python3, pip, git and make; deploy/setup.py installs the rest.

PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false

.PHONY: run test setup check-setup pin reader meanings safety-case media

run: setup
	@exec $(PYTHON) -m bot run

# The model is trained on one core while the other reads code, words and rules. The tests of
# the whole house need it; they mostly wait, for a browser or for words to be shown: two rows
# side by side, and a third that takes what is left. More threads would only wait for each
# other.
test: export OMP_NUM_THREADS := 1
test: check-setup
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy && $(PYTHON) -m bot lint --quiet && \
	  $(PYTHON) -m pytest tests/safety --cov=safety/ --cov-branch --cov-fail-under=100 \
	    --cov-report=term-missing:skip-covered && \
	  nice $(PYTHON) -m pytest --ignore=tests/safety --ignore=tests/e2e \
	    --ignore=tests/test_rasa.py & parts=$$!; \
	  $(PYTHON) -m bot train || { wait $$parts; exit 1; }; \
	  $(PYTHON) -m pytest tests/e2e/test_[a-h]*.py & first=$$!; \
	  $(PYTHON) -m pytest tests/e2e/test_[i-z]*.py & second=$$!; \
	  passed=0; wait $$parts || passed=1; \
	  nice $(PYTHON) -m pytest tests/test_rasa.py || passed=1; \
	  for row in $$first $$second; do wait $$row || passed=1; done; \
	  exit $$passed

# After a change of safety/reader/messages: trains the second reader anew. Takes 15 minutes
# and 12 GB.
reader: setup
	@$(PYTHON) -m safety.reader.train

# After many new examples or steps: a first start need not compute their meanings.
meanings: setup
	@$(PYTHON) -m bot train
	@$(PYTHON) -m bot.meanings

# Measures the crisis detector again and writes the figures into docs/safety-case.md.
safety-case: setup
	@$(PYTHON) -m bench.safety_case
	@$(PYTHON) -m bench.safety --write

# Draws all videos of media/scripts anew, in an environment of its own. Takes some minutes.
media: setup
	@test -d var/media || var/tools/bin/uv venv --quiet --python $(PYTHON) var/media
	@var/tools/bin/uv pip sync --quiet --require-hashes --python var/media \
	  requirements/media.txt
	@nice var/media/bin/python -m media.render --all

setup:
	@python3 deploy/setup.py

check-setup:
	@python3 deploy/setup.py --browser

# After a change of dependencies in pyproject.toml.
pin: setup
	@var/tools/bin/uv pip compile pyproject.toml --group web --group dev --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
	  -o requirements/web.txt
	@var/tools/bin/uv pip compile pyproject.toml --group rasa --universal \
	  --python-version 3.10 --generate-hashes --no-annotate --no-header --quiet \
	  -o requirements/rasa.txt
	@var/tools/bin/uv pip compile --group media --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
	  -o requirements/media.txt
