# 控辍保学核查工具 · kcbx
# Needs Python 3.11 or newer (with pip) and make; everything else comes from requirements.lock.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
# Numeric libraries get one thread: the processes are already as many as the cores.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.DEFAULT_GOAL := help
.PHONY: help install audit lab test notebooks sample pictures docs bench lint lock clean distclean

help: ## 显示本说明 · this list
	@echo "用法 usage: make <目标 target>"
	@sed -n 's/^\([a-z]*\):[^#]*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 14

install: ## 建立环境，已就绪则不重装 · make the environment, once
	@command -v $(PYTHON) >/dev/null || { \
	  echo "找不到 $(PYTHON)，请先安装 Python 3.11 或更高版本。 No $(PYTHON): install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) tools/install.py $(VENV)

audit: install ## 核查样例市；自己的数据：make audit ROOT=文件夹 · audit the sample city, or ROOT=folder
	@$(BIN)/kcbx audit $(ROOT) $(ARGS)

lab: install ## 在浏览器中打开笔记本 · open the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

test: install ## 全部测试，含笔记本 · every test, the notebooks included
	$(ONE_THREAD) $(BIN)/python -m pytest tests $(wildcard notebooks) \
	  --nbval --nbval-current-env --nbval-sanitize-with tests/notebooks/sanitize.cfg \
	  --numprocesses auto --dist loadfile $(ARGS)

notebooks: install ## 在样例上重新执行全部笔记本 · execute every notebook again on the sample
	$(ONE_THREAD) $(BIN)/python tools/execute_notebooks.py $(ARGS)

sample: install ## 重新生成 reports/sample（不含姓名） · make reports/sample again, without names
	$(ONE_THREAD) $(BIN)/python tools/sample_run.py

pictures: ## 从 reports/sample 重新截图（需要 chromium） · take the pictures of docs/ again
	$(BIN)/python tools/pictures.py

docs: install ## 重新生成 docs/ 中的参考页 · write the generated pages of docs/ again
	$(BIN)/python -m kcbx_lib.tables.document docs
	$(BIN)/python -m kcbx_lib.policy.document docs
	$(BIN)/python -m kcbx_lib.documents docs

bench: install ## 速度与准确度的对照 · speed and accuracy beside other tools
	@$(PYTHON) tools/install.py $(VENV)-bench requirements-bench.lock
	$(ONE_THREAD) $(VENV)-bench/bin/python -m benchmarks.run $(ARGS)

lint: install ## 格式、静态检查、类型、楼层 · format, lint, types, import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## 重新解析依赖；升级：make lock ARGS=--upgrade · resolve the locks again
	@PYTHON=$(PYTHON) tools/lock.sh $(ARGS)

clean: ## 删除缓存和核查结果以外的临时文件 · remove caches, never a run
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./$(VENV) -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

distclean: clean ## 连同环境一起删除 · the environment as well
	@rm -rf $(VENV) $(VENV)-bench
