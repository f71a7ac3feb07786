"""Numbers and folders that somebody gives, found fit before anything is spent on them."""

from __future__ import annotations

import math
import os
from pathlib import Path

from adrs.core.errors import DataError, UsageError

MAX_WORKERS = 256


def cpu_count() -> int:
    """CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked_workers(workers: int | None, name: str = "workers") -> int:
    """The number of workers, by default one a CPU.

    Raises:
        UsageError: It is not between 1 and :data:`MAX_WORKERS`.
    """
    if workers is None:
        return cpu_count()
    if not 1 <= workers <= MAX_WORKERS:
        raise UsageError(f"{name} {workers} makes no sense; give a number from 1 to {MAX_WORKERS}")
    return workers


def checked_number(name: str, value: float | None, *, positive: bool = True) -> float | None:
    """``value`` as given.

    Raises:
        UsageError: It is not finite, or not above 0 where it has to be.
    """
    if value is None:
        return None
    if not math.isfinite(value) or (positive and value <= 0):
        expected = "a number above 0" if positive else "a finite number"
        raise UsageError(f"{name} {value:g} makes no sense; give {expected}")
    return value


def checked_data(data: Path | None) -> Path | None:
    """The data folder as an absolute path, so that a run can be resumed from anywhere.

    Raises:
        DataError: It is not a folder.
    """
    if data is None:
        return None
    if not data.is_dir():
        what = "is a file, not a folder" if data.exists() else "does not exist"
        raise DataError(f"data folder {data} {what}; give the folder that holds the data files")
    return data.resolve()


def checked_model(model_dir: Path | None) -> Path | None:
    """The checkpoint's folder as an absolute path.

    Raises:
        DataError: It is not a folder.
    """
    if model_dir is None or model_dir.is_dir():
        return None if model_dir is None else model_dir.resolve()
    what = "is a file, not a folder" if model_dir.exists() else "does not exist"
    raise DataError(f"model folder {model_dir} {what}; give the folder that holds config.json")


def folder_to_write(folder: Path) -> Path:
    """``folder``, made if its parent is there, and found writable.

    Raises:
        UsageError: Its parent is missing, it is a file, or it cannot be written.
    """
    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError:
        raise UsageError(f"cannot make {folder}: {folder.parent} does not exist; make it first") from None
    except FileExistsError:
        raise UsageError(f"{folder} is a file; give a folder") from None
    except OSError as error:
        raise UsageError(f"cannot make {folder}: {error.strerror}; give another folder") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"folder {folder} cannot be written; give another one")
    return folder
