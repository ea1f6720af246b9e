import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
a, who = s.accept()
a.setblocking(False)
a.send(b"x" * (8 << 20))  # here
a.close()
s.close()
