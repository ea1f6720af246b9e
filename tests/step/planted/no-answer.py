import socket

s = socket.socket()
s.bind(("", 7777))
s.listen(5)
a, who = s.accept()
while question := a.recv(64):
    print(question)
a.close()  # here
s.close()
