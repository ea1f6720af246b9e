import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
a, who = s.accept()
while True:
    data = a.recv(64)  # here
    a.sendall(data)
