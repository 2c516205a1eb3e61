"""Somebody who calls WeCom for one app of the sandbox's corp, and the people of that corp in a test's words."""

import json
from typing import Any

from tests.sandbox.running import Sandbox, picture

CORPID, SECRET = "wwsandboxcorp0001", "sandbox-corp-secret-0001"
OWNER, STYLE, ROBOT = "lin-an", "wr-group-style-01", "sandbox-robot-key-0001"
HOST = "/qyapi.weixin.qq.com/cgi-bin/"


class Corp:
    def __init__(self, sandbox: Sandbox, corpid: str = CORPID, secret: str = SECRET) -> None:
        self.sandbox = sandbox
        self.corpid = corpid
        self.token = self.ask_token(corpid, secret)["access_token"]

    def ask_token(self, corpid: str = CORPID, secret: str = SECRET, **headers: str) -> dict[str, Any]:
        query = {"corpid": corpid, "corpsecret": secret}
        return self.sandbox.http.get(f"{HOST}gettoken", params=query, headers=headers).json()

    def fresh_token(self) -> str:
        self.token = self.ask_token()["access_token"]
        return self.token

    def get(self, path: str, *, token: str | None = None, **query: Any) -> dict[str, Any]:
        params = {"access_token": self.token if token is None else token, **query}
        answer = self.sandbox.http.get(HOST + path, params=params)
        assert answer.status_code == 200
        return json.loads(answer.content.decode())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.raw(path, json.dumps(body, ensure_ascii=False).encode())

    def raw(self, path: str, raw: bytes, **query: str) -> dict[str, Any]:
        answer = self.sandbox.http.post(HOST + path, params={"access_token": self.token, **query}, content=raw)
        assert answer.status_code == 200
        return json.loads(answer.content.decode())

    def contact(self, call: str, **body: Any) -> dict[str, Any]:
        return self.post(f"externalcontact/{call}", **body)

    def upload(self, path: str, content: bytes, filename: str = "a.png", **query: str) -> dict[str, Any]:
        files = {"media": (filename, content, "application/octet-stream")}
        return self.sandbox.http.post(HOST + path, params={"access_token": self.token, **query}, files=files).json()

    def robot(self, key: str = ROBOT, **body: Any) -> dict[str, Any]:
        return self.sandbox.http.post(f"{HOST}webhook/send", params={"key": key}, json=body).json()

    # what most tests need first
    def message_picture(self, color: str = "red") -> str:
        return self.upload("media/upload", picture(color), type="image")["media_id"]

    def moment_picture(self, color: str = "red") -> str:
        return self.upload("media/upload_attachment", picture(color), media_type="image", attachment_type="1")["media_id"]

    def to_group(self, text: str = "早安，今天聊聊风衣。", **body: Any) -> dict[str, Any]:
        wish = {"chat_type": "group", "sender": OWNER, "chat_id_list": [STYLE], "text": {"content": text}}
        return self.contact("add_msg_template", **(wish | body))

    def to_customers(self, text: str = "老朋友专属的一封信。", **body: Any) -> dict[str, Any]:
        wish = {"chat_type": "single", "sender": OWNER, "text": {"content": text}}
        return self.contact("add_msg_template", **(wish | body))

    def moment(self, text: str = "今天的第一杯。", **body: Any) -> dict[str, Any]:
        return self.contact("add_moment_task", text={"content": text}, **body)

    def dispatched_moment(self, text: str = "今天的第一杯。", **body: Any) -> str:
        """Create, wait for the job; gives the moment_id."""
        jobid = self.moment(text, **body)["jobid"]
        self.sandbox.advance(seconds=4)
        return self.get("externalcontact/get_moment_task_result", jobid=jobid)["result"]["moment_id"]

    def customers(self, userid: str = OWNER) -> list[str]:
        return self.get("externalcontact/list", userid=userid)["external_userid"]

    def let(self, act: str, **wish: Any) -> Any:
        return self.sandbox.let(act, side="wecom", **wish)

    def alter(self, **wish: Any) -> Any:
        return self.sandbox.control("world", {"side": "wecom", **wish})

    def ledger(self, effect: str) -> list[dict[str, Any]]:
        return self.sandbox.ledger(effect, self.corpid)
