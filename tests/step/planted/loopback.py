import socket

s = socket.socket()
s.bind(("localhost", 7777))  # here
s.listen(5)
a, who = s.accept()
