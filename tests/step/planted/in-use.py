import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
second = socket.socket()
second.bind(("", 7777))  # here
