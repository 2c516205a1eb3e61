"""A web process with one small screen, as a program: `python -m tests.gateway.tiny_studio HOME` prints its port and serves until stopped."""

import sys
from pathlib import Path

import uvicorn
from sqlmodel import SQLModel

import studio.tables  # noqa: F401
from studio.database import act, engine_for
from studio.errors import Words
from studio.gateway.listen import listen
from studio.gateway.routes import routes
from studio.gateway.state import gate, lifespan, state_for
from studio.people import demo_sign_ins
from studio.people import person as people
from studio.people.demo_sign_ins import DemoSignIn
from studio.people.password import hashed
from studio.people.process import Process
from studio.settings import Settings
from studio.ui.start import web_app

PASSWORD = "青瓷晚风七点半的第三杯"
DEMO = (
    ("meng", "孟晚晴", Words("运营、编辑", "planner, editor")),
    ("lin", "林岚", Words("审核", "reviewer")),
    ("chen", "陈一舟", Words("发布、管理员", "publisher, admin")),
)


def main(home: Path) -> None:
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'studio.db'}")
    state = state_for(settings, engine_for(settings.database))
    SQLModel.metadata.create_all(state.engine)
    with act(state.engine) as session:
        for handle, name, _role in DEMO:
            people.add(session, handle, name, password_hash=hashed(PASSWORD), by=Process.SET_UP, at=settings.clock.now())
    demo_sign_ins.write(home, [DemoSignIn(handle, PASSWORD, name, role) for handle, name, role in DEMO])
    app = web_app(routes(state), [gate(state)], lifespan(state), entry=Path(__file__).parent / "tiny_screen.py")
    with listen("127.0.0.1", 0) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
