import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
clients = []
while True:
    a, who = s.accept()  # here
    clients.append(a)
    while data := a.recv(64):
        a.sendall(data)
