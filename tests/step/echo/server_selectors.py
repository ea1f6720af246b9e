import selectors
import socket

waits = selectors.DefaultSelector()
listener = socket.create_server(("", 7777))
listener.setblocking(False)
waits.register(listener, selectors.EVENT_READ)
goes_on = True
while goes_on:
    for key, events in waits.select():
        if key.fileobj is listener:
            client, who = listener.accept()
            client.setblocking(False)
            waits.register(client, selectors.EVENT_READ)
        elif text := key.fileobj.recv(64):
            key.fileobj.sendall(text)
        else:
            waits.unregister(key.fileobj)
            key.fileobj.close()
            goes_on = False
waits.close()
listener.close()
