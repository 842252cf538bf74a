"""Types at `jupyter console` as at a terminal; prints what the terminal showed."""

import os
import sys

import pexpect

console = pexpect.spawn(
    sys.executable,
    ["-m", "jupyter", "console", "--kernel", "attention-lab"],
    env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
    encoding="utf8",
    timeout=50,
)
console.logfile_read = sys.stdout


def prompt(number):
    console.expect(rf"In \[\S*m{number}\x1b")


prompt(1)
console.send("const six = 6\r")
prompt(2)
console.send("console.log('said'); six * 7\r")
console.expect(r"Out\[\S*m2\x1b\S* \S*42")
prompt(3)
console.send("\x04")
console.expect("exit")
console.send("y\r")
console.expect(pexpect.EOF)
console.close()
sys.exit(console.exitstatus)
