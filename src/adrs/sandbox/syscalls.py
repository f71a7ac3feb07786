"""System-call numbers by architecture, and which of them a candidate may use. Data only.

The numbers are those of the Linux headers ``asm/unistd_64.h`` and ``asm-generic/unistd.h``. Everything not
listed here is refused, so a call that a future kernel adds is refused too.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass

_X86_64 = """
read=0 write=1 pread64=17 pwrite64=18 readv=19 writev=20 preadv=295 pwritev=296 preadv2=327 pwritev2=328
open=2 openat=257 creat=85 close=3 close_range=436 stat=4 fstat=5 lstat=6 newfstatat=262 statx=332
access=21 faccessat=269 faccessat2=439 lseek=8 getdents=78 getdents64=217 readlink=89 readlinkat=267
getcwd=79 chdir=80 fchdir=81 mkdir=83 mkdirat=258 rmdir=84 unlink=87 unlinkat=263 rename=82 renameat=264
renameat2=316 link=86 linkat=265 symlink=88 symlinkat=266 truncate=76 ftruncate=77 fallocate=285
fsync=74 fdatasync=75 utimensat=280 chmod=90 fchmod=91 fchmodat=268 umask=95 statfs=137 fstatfs=138
dup=32 dup2=33 dup3=292 pipe=22 pipe2=293 fcntl=72 ioctl=16 poll=7 ppoll=271 select=23
pselect6=270 epoll_create=213 epoll_create1=291 epoll_ctl=233 epoll_wait=232 epoll_pwait=281
eventfd2=290 sendfile=40 copy_file_range=326 fadvise64=221 mmap=9 mprotect=10 munmap=11 mremap=25
madvise=28 brk=12 msync=26 mincore=27 membarrier=324 rseq=334 set_robust_list=273
exit=60 exit_group=231 futex=202 futex_waitv=449 sched_yield=24 sched_getaffinity=204
sched_getparam=143 sched_getscheduler=145 sched_get_priority_max=146
sched_get_priority_min=147 getpid=39 gettid=186 getppid=110 getuid=102 geteuid=107 getgid=104
getegid=108 getresuid=118 getresgid=120 getgroups=115 getpgrp=111 getpgid=121 getsid=124 getpriority=140
setsid=112 setpgid=109
times=100 getrusage=98 getrlimit=97 uname=63 sysinfo=99 getcpu=309 arch_prctl=158 set_tid_address=218
getrandom=318 clock_gettime=228 clock_getres=229 clock_nanosleep=230 nanosleep=35 gettimeofday=96
time=201 alarm=37 pause=34 setitimer=38 getitimer=36 timer_create=222 timer_settime=223
timer_gettime=224 timer_getoverrun=225 timer_delete=226 timerfd_create=283 timerfd_settime=286
timerfd_gettime=287 rt_sigaction=13 rt_sigprocmask=14 rt_sigreturn=15 rt_sigsuspend=130
rt_sigtimedwait=128 rt_sigpending=127 sigaltstack=131 restart_syscall=219 wait4=61 waitid=247 clone=56
clone3=435 fork=57 vfork=58 kill=62 tgkill=234 prctl=157 prlimit64=302 pivot_root=155 capset=126
execve=59 socketpair=53
"""

_AARCH64 = """
read=63 write=64 pread64=67 pwrite64=68 readv=65 writev=66 preadv=69 pwritev=70 preadv2=286 pwritev2=287
openat=56 close=57 close_range=436 fstat=80 newfstatat=79 statx=291 faccessat=48 faccessat2=439 lseek=62
getdents64=61 readlinkat=78 getcwd=17 chdir=49 fchdir=50 mkdirat=34 unlinkat=35 renameat=38
renameat2=276 linkat=37 symlinkat=36 truncate=45 ftruncate=46 fallocate=47 fsync=82 fdatasync=83
utimensat=88 fchmod=52 fchmodat=53 umask=166 statfs=43 fstatfs=44 dup=23 dup3=24 pipe2=59 fcntl=25
ioctl=29 ppoll=73 pselect6=72 epoll_create1=20 epoll_ctl=21 epoll_pwait=22 eventfd2=19
sendfile=71 copy_file_range=285 fadvise64=223 mmap=222 mprotect=226 munmap=215 mremap=216 madvise=233
brk=214 msync=227 mincore=232 membarrier=283 rseq=293 set_robust_list=99 exit=93
exit_group=94 futex=98 futex_waitv=449 sched_yield=124 sched_getaffinity=123
sched_getparam=121 sched_getscheduler=120 sched_get_priority_max=125 sched_get_priority_min=126
getpid=172 gettid=178 getppid=173 getuid=174 geteuid=175 getgid=176 getegid=177 getresuid=148
getresgid=150 getgroups=158 getpgid=155 getsid=156 getpriority=141
setsid=157 setpgid=154 times=153 getrusage=165 getrlimit=163
uname=160 sysinfo=179 getcpu=168 set_tid_address=96 getrandom=278 clock_gettime=113 clock_getres=114
clock_nanosleep=115 nanosleep=101 gettimeofday=169 setitimer=103 getitimer=102 timer_create=107
timer_settime=110 timer_gettime=108 timer_getoverrun=109 timer_delete=111 timerfd_create=85
timerfd_settime=86 timerfd_gettime=87 rt_sigaction=134 rt_sigprocmask=135 rt_sigreturn=139
rt_sigsuspend=133 rt_sigtimedwait=137 rt_sigpending=136 sigaltstack=132 restart_syscall=128 wait4=260
waitid=95 clone=220 clone3=435 kill=129 tgkill=131 prctl=167 prlimit64=261 pivot_root=41 capset=91
execve=221 socketpair=199
"""

CONDITIONAL = frozenset(
    {"clone", "clone3", "fork", "vfork", "kill", "tgkill", "prctl", "prlimit64", "fcntl", "ioctl"}
    | {"execve", "socketpair"}
)
"""Decided by their arguments, see :mod:`adrs.sandbox.seccomp`."""

ATTRIBUTES = frozenset({"chmod", "fchmod", "fchmodat", "utimensat"})
"""Change a file's mode and times, which Landlock does not govern."""

_OURS = frozenset({"pivot_root", "capset"})  # the sandbox needs the number; the candidate may not call it


@dataclass(frozen=True, slots=True, eq=False)
class Architecture:
    """One processor family.

    Args:
        audit: ``AUDIT_ARCH_*`` value that seccomp sees.
        numbers: System-call number by name.
    """

    audit: int
    numbers: Mapping[str, int]

    @property
    def allowed(self) -> frozenset[int]:
        """Numbers a candidate may use whatever the arguments."""
        return frozenset(n for name, n in self.numbers.items() if name not in CONDITIONAL | _OURS)


def _table(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in (item.split("=") for item in text.split())}


ARCHITECTURES: Mapping[str, Architecture] = {
    "x86_64": Architecture(0xC000003E, _table(_X86_64)),
    "aarch64": Architecture(0xC00000B7, _table(_AARCH64)),
}


def current() -> Architecture | None:
    """This machine's table; ``None`` where there is none."""
    return ARCHITECTURES.get(platform.machine())
