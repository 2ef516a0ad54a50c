# SPDX-License-Identifier: GPL-3.0-or-later
"""A passphrase typed at a terminal: not shown, typed twice, and the terminal as it was however it ends."""
import os
import pty
import re
import signal
import termios

signal.alarm(60)  # rather than wait for ever for words that do not come
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Asked:
    def __init__(self, name, then=None):
        """`then` is what a shell does when the program was stopped."""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            for name_of in SIGNALS:  # also where the tests run under nohup
                signal.signal(getattr(signal, name_of), signal.SIG_DFL)
            if then:
                os.execvp("sh", ["sh", "-c", f"set -m; cips key new {name}; {then}"])
            os.execvp("cips", ["cips", "key", "new", name])
        self.shown = ""

    def shows(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def wait_for(self, text):
        while text not in self.shown:
            try:
                self.shown += os.read(self.fd, 4096).decode()
            except OSError:
                return False
        return True

    def type(self, prompt, keys):
        print(f"asked '{prompt}': {self.wait_for(prompt)}, shown while typing: {self.shows()}")
        os.write(self.fd, keys)

    def end(self):
        self.wait_for("\0")
        _, status = os.waitpid(self.pid, 0)
        how = f"signal {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else (
            f"status {os.WEXITSTATUS(status)}")
        print(how)
        print(re.sub(r"fingerprint .*", "fingerprint FINGERPRINT", self.shown.replace("\r", "")))


print("--- typed twice")
asked = Asked("good")
asked.type("secret key: ", b"correct horse\n")
asked.type("Once more: ", b"correct horse\n")
asked.end()

print("--- the second is another")
asked = Asked("other")
asked.type("secret key: ", b"correct horse\n")
asked.type("Once more: ", b"correct house\n")
asked.end()

print("--- nothing")
asked = Asked("nothing")
asked.type("secret key: ", b"\x04")
asked.end()

for name in SIGNALS:
    print("---", name)
    asked = Asked("broken")
    # its own descriptor of the terminal, which outlives the program
    asked.type("secret key: ", b"correct ho")
    os.kill(asked.pid, getattr(signal, name))
    asked.wait_for("secret key: \r\n")
    os.waitid(os.P_PID, asked.pid, os.WEXITED | os.WNOWAIT)
    print("shown again:", asked.shows())
    asked.end()

print("--- stopped and continued")
asked = Asked("continued", "stty -a | grep -ow -e '-\\?echo'; fg")
asked.type("secret key: ", b"not thi\x1a")
asked.wait_for("echo")
asked.shown = asked.shown[asked.shown.index("echo"):]
asked.type("secret key: ", b"correct horse\n")
asked.type("Once more: ", b"correct horse\n")
asked.end()
