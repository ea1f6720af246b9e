import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
a, who = s.accept()
try:
    while a.recv(64):
        pass
except ConnectionResetError:
    print("reset")
a.send(b"goodbye")  # here
