# make lab     JupyterLab on the front page             make lab ARGS="--no-browser --port 9999"
# make test    everything: library, structure, notebooks, browser      make test ARGS="tests/nn -x"
# make .venv   the shared set-up step by itself
# make .nbgrader  stock nbgrader, which the tests hold the labs against
# make .tensorflow  TensorFlow, which one lesson asks and otherwise shows as recorded
# make lint    ruff, as pre-commit runs it
# make pictures  the visualizers' first pictures, from a real browser
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed-from-constraints
NBGRADER := .nbgrader/installed-from-constraints
TENSORFLOW := .tensorflow/installed-from-constraints
# The build without a GPU, where there is one for this machine.
TENSORFLOW_PACKAGE = $(if $(filter Linux-x86_64,$(shell uname -sm | tr ' ' -)),tensorflow-cpu,tensorflow)

.PHONY: lab test lint pictures .venv .nbgrader .tensorflow

lab: .venv
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb $(ARGS)

test: .venv .nbgrader .tensorflow
	$(BIN)/python -m pytest $(ARGS)

lint: .venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

pictures: .venv
	$(BIN)/python -m course.widgets.pictures

.venv: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name yours: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The course needs Python 3.11 or newer, and $(PYTHON) is older. Name a newer one: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "This Python cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@# A set-up that was interrupted leaves an environment without pip: begin it anew.
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

.nbgrader: $(NBGRADER)

# Beside the environment and not in it: nbgrader's JupyterLab extensions would greet every student.
$(NBGRADER): constraints.txt | $(INSTALLED)
	@# pip leaves a package alone that lies in a target folder already, whole or not: begin anew.
	rm -rf .nbgrader
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .nbgrader --no-deps --constraint constraints.txt \
	  nbgrader alembic mako notebook rapidfuzz sqlalchemy
	@touch $@

.tensorflow: $(TENSORFLOW)

# An environment of its own: TensorFlow weighs 1.4 GB, and pins what others want newer.
$(TENSORFLOW): constraints-tensorflow.txt | $(INSTALLED)
	$(BIN)/python -m venv --clear .tensorflow
	.tensorflow/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-tensorflow.txt \
	  $(TENSORFLOW_PACKAGE) ai-edge-litert
	@touch $@
