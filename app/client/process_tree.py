"""Ends a process together with everything it started, also when we are killed ourselves (Windows).

On Linux and macOS the process leads a session of its own, which is killed as a group. On Windows it
belongs to a job object that dies with its last handle, which is ours.
"""

import contextlib
import os
import signal
import subprocess
import sys
from typing import Any

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMIT_INFORMATION = 9  # JobObjectExtendedLimitInformation, winnt.h
    _KILL_ON_JOB_CLOSE = 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
    _PROCESS_MEMORY = 0x0100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
    _PROCESS_TERMINATE = 0x0001
    _PROCESS_SET_QUOTA = 0x0100

    class _BasicLimits(ctypes.Structure):  # JOBOBJECT_BASIC_LIMIT_INFORMATION
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),  # IO_COUNTERS
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def spawn_options() -> dict[str, Any]:
        """Arguments for subprocess functions: no console window."""
        return {"creationflags": subprocess.CREATE_NO_WINDOW}

    class ProcessTree:
        """The process ``pid``, which must be running, and all that it will start.

        None of them gets more memory than ``memory_bytes``, if that is given.
        """

        def __init__(self, pid: int, *, memory_bytes: int = 0) -> None:
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            for name in ("CreateJobObjectW", "OpenProcess"):
                getattr(self._kernel, name).restype = wintypes.HANDLE
            self._job = wintypes.HANDLE(self._kernel.CreateJobObjectW(None, None))
            self._limit(memory_bytes)
            self._adopt(pid)

        def kill(self) -> None:
            """Kill what is left of it; a second call does nothing."""
            if self._job:
                self._kernel.TerminateJobObject(self._job, 1)
                self._kernel.CloseHandle(self._job)
                self._job = wintypes.HANDLE()

        def _limit(self, memory_bytes: int) -> None:
            limits = _ExtendedLimits()
            limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
            if memory_bytes:
                limits.BasicLimitInformation.LimitFlags |= _PROCESS_MEMORY
                limits.ProcessMemoryLimit = memory_bytes
            self._kernel.SetInformationJobObject(
                self._job,
                _EXTENDED_LIMIT_INFORMATION,
                ctypes.byref(limits),
                ctypes.sizeof(limits),
            )

        def _adopt(self, pid: int) -> None:
            rights = _PROCESS_TERMINATE | _PROCESS_SET_QUOTA
            process = wintypes.HANDLE(self._kernel.OpenProcess(rights, False, pid))
            self._kernel.AssignProcessToJobObject(self._job, process)
            self._kernel.CloseHandle(process)

else:

    def spawn_options() -> dict[str, Any]:
        """Arguments for subprocess functions: a session of its own, out of reach of Ctrl-C."""
        return {"start_new_session": True}

    class ProcessTree:
        """The process ``pid``, started with ``spawn_options``, and all that it will start.

        Here a process bounds its memory itself; ``memory_bytes`` is for Windows.
        """

        def __init__(self, pid: int, *, memory_bytes: int = 0) -> None:
            self._group = pid

        def kill(self) -> None:
            """Kill what is left of it; a second call does nothing."""
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, signal.SIGKILL)
