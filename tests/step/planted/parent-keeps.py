import os
import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
clients = []
while True:
    a, who = s.accept()  # here
    if os.fork() == 0:
        s.close()
        while data := a.recv(64):
            a.sendall(data)
        a.close()
        os._exit(0)
    clients.append(a)
