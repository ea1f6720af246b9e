import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(0)  # here
a, who = s.accept()
while a.recv(64):
    pass
a.close()
s.close()
