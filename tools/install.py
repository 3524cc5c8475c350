"""Make the virtual environment from the hash lock; do nothing when it is already right.

Usage: install.py [ENVIRONMENT [LOCK]]. Needs only Python and its own pip. The second call compares
one fingerprint (the lock, pyproject.toml and the interpreter) and returns at once, so every make
target may begin with it.

Kept to syntax that an old Python can read: it must be able to say that it is too old.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

OLDEST = (3, 11)
MINOR = "{}.{}".format(*sys.version_info[:2])
NEWER_NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

TOO_OLD = """\
需要 Python {oldest} 或更高版本，现有 {found}（{path}）。
请安装新版本，或指明路径：make install PYTHON=/路径/python3.12
Python {oldest} or newer is needed; found {found} ({path}).
Install a newer one, or name it: make install PYTHON=/path/to/python3.12"""

NO_VENV = """\
这个 Python 缺少 venv 或 ensurepip：{path}
Debian、Ubuntu 请先运行：sudo apt-get install python3-venv
This Python lacks venv or ensurepip. On Debian and Ubuntu: sudo apt-get install python3-venv"""

PIP_FAILED = """\
依赖没有装全（pip 返回 {code}）。请检查网络；在国内可先设置镜像，例如：
  export PIP_INDEX_URL=<镜像地址>
然后再次运行 make install，已下载的部分不会重来。
The dependencies are not complete (pip returned {code}). Check the network, or point
PIP_INDEX_URL at a mirror, and run make install again."""


def is_old(version):
    """Whether an interpreter with this (major, minor, …) version cannot run the kit."""
    return tuple(version[:2]) < OLDEST


def newer_python():
    """Path of an interpreter on the PATH that is new enough, or None."""
    for name in NEWER_NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


def fingerprint(root, lock, interpreter):
    """Hash of everything the environment is made from."""
    digest = hashlib.sha256()
    for name in (lock, "pyproject.toml"):
        with open(os.path.join(root, name), "rb") as source:
            content = source.read()
        digest.update("{}\0{}\0".format(name, len(content)).encode())
        digest.update(content)
    digest.update("{}\0{}".format(interpreter, root).encode())
    return digest.hexdigest()


def version_of(venv):
    """The "major.minor" that an environment was made with, or None."""
    for folder in sorted(glob.glob(os.path.join(venv, "lib", "python*"))):
        return os.path.basename(folder)[len("python") :]
    return None


def build(venv, python, lock):
    """Create the environment, install the lock by hash, then the kit itself, then bytecode."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    # Every notebook starts its own kernel: without bytecode each one compiles pandas again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # A path that leaks in from outside would hide a dependency that the lock lacks.
    environment.pop("PYTHONPATH", None)
    # An environment of another Python, or of one that was uninstalled, cannot be mended.
    if not os.path.exists(python) or version_of(venv) != MINOR:
        made = subprocess.call([sys.executable, "-m", "venv", "--clear", venv], env=environment)
        if made != 0:
            shutil.rmtree(venv, ignore_errors=True)
            sys.exit(NO_VENV.format(path=sys.executable))
    pip = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
    steps = (
        pip + ["--require-hashes", "--requirement", os.path.join(ROOT, lock)],
        # pip refuses an editable install beside hashes: hence a second step. setuptools is locked.
        pip + ["--no-deps", "--no-build-isolation", "--editable", ROOT],
    )
    for step in steps:
        code = subprocess.call(step, env=environment)
        if code != 0:
            sys.exit(PIP_FAILED.format(code=code))
    # Some packages ship templates that are no valid Python: compileall's exit code says nothing.
    compile_all = [python, "-m", "compileall", "-qq", "-j", "0", os.path.join(venv, "lib")]
    subprocess.call(compile_all, env=environment)


def main():
    """Install when the stamp differs from the fingerprint; otherwise say nothing."""
    if is_old(sys.version_info):
        better = newer_python()
        if better:
            os.execv(better, [better] + sys.argv)
        oldest = "{}.{}".format(*OLDEST)
        sys.exit(TOO_OLD.format(oldest=oldest, found=MINOR, path=sys.executable))
    venv = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, ".venv"))
    python = os.path.join(venv, "bin", "python")
    stamp = os.path.join(venv, ".kcbx-stamp")
    lock = sys.argv[2] if len(sys.argv) > 2 else "requirements.lock"
    wanted = fingerprint(ROOT, lock, MINOR)
    if os.path.exists(python) and os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    begun = time.time()
    print("正在安装依赖，首次约需两分钟… Installing, about two minutes the first time…", flush=True)
    build(venv, python, lock)
    with open(stamp, "w") as file:
        file.write(wanted)
    print("安装完成，用时 {:.0f} 秒。 Installed.".format(time.time() - begun), flush=True)


if __name__ == "__main__":
    main()
