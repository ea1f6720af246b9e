import socket

s = socket.socket()
s.bind(("", socket.htons(7777)))  # here
s.listen(5)
a, who = s.accept()
while data := a.recv(64):
    a.sendall(data)
a.close()
s.close()
