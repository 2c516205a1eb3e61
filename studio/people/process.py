"""What acts without being a person: named in the history, and let through the rights because nobody asked for it on a screen."""

from enum import StrEnum


class Process(StrEnum):
    """A part of the studio that acts of itself. Its value stands in the history where a sign-in name would."""

    SET_UP = "set-up"
    MACHINE = "cli"
    PLATFORM = "platform"
    DEMO = "demo"

    @property
    def handle(self) -> str:
        return self.value


WHY = {
    Process.SET_UP: "工作区文件夹在启动时导入：那时还没有人 · a workspace folder is taken in at start, when there is nobody yet",
    Process.MACHINE: "能在服务器上敲命令的人，本来就能读写数据库 · who can type commands on the machine can write to the database anyway",
    Process.PLATFORM: "粉丝自己取消关注或回复退订 · a follower unfollows, or asks for no more",
    Process.DEMO: "演示搭自己的布景 · the demo builds its own scenery",
}
"""The only ones there are, and why each may act."""
