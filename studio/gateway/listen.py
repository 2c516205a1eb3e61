"""Taking a port, and saying who has it when it is taken."""

import errno
import socket
from contextlib import suppress
from pathlib import Path

from studio.errors import Problem, StudioError, problem


def listen(host: str, port: int) -> socket.socket:
    """A listening socket without delayed answers (port 0: any free one); StudioError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # inherited; without it every kept-alive answer waits 40 ms
    try:
        listener.bind((host, port))
        listener.listen(512)
    except (OSError, OverflowError) as refused:
        listener.close()
        raise StudioError(_refused(host, port, refused)) from None
    return listener


def holder(port: int) -> str:
    """Which program listens on a port of this machine, such as `studio web (pid 4711)`; empty when the system does not say."""
    sockets = _listening(port)
    for process in Path("/proc").glob("[0-9]*") if sockets else ():
        if _open_in(process) & sockets:
            return f"{_command(process)} (pid {process.name})"
    return ""


def _open_in(process: Path) -> set[str]:
    """What a process has open; nothing when it is gone or another user's."""
    found: set[str] = set()
    with suppress(OSError):
        for entry in (process / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                found.add(str(entry.readlink()))
    return found


def _command(process: Path) -> str:
    with suppress(OSError):
        words = (process / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        return " ".join(Path(word).name if "/" in word else word for word in words if word)[:80]
    return "a program that just ended"


def _listening(port: int) -> set[str]:
    """The sockets that listen on the port, as links of /proc/…/fd name them; state 0A of /proc/net/tcp is LISTEN."""
    found: set[str] = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{columns[9]}]")
    return found


def _refused(host: str, port: int, why: Exception) -> Problem:
    if isinstance(why, OSError) and why.errno == errno.EADDRINUSE:
        by = holder(port)
        return problem(
            f"端口 {port} 已被占用{f'：{by}' if by else ''}", f"port {port} is taken{f' by {by}' if by else ''}", where=f"{host}:{port}",
            mend=("停掉那个程序，或设置 STUDIO_PORT 为别的端口", "stop that program, or set STUDIO_PORT to another port"),
        )  # fmt: skip
    return problem(
        f"不能在 {host}:{port} 上监听", f"cannot listen on {host}:{port}: {why}", where=f"{host}:{port}",
        mend=("检查 STUDIO_HOST 和 STUDIO_PORT：地址要是本机的，端口在 1024 到 65535 之间", "check STUDIO_HOST and STUDIO_PORT: an address of this machine, a port from 1024 to 65535"),
    )  # fmt: skip
