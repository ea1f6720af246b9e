// What was found in a program of the learner's.

texts! {
    FOUND {
        en: "{at}: {what} The lesson about it: sockscope {lesson}",
        es: "{at}: {what} La lección sobre esto: sockscope {lesson}",
    }
    FOUND_IN { en: "{program}, {at}", es: "{program}, {at}" }
    FOUND_CALL { en: "{call} in process {pid}", es: "{call} en el proceso {pid}" }
    FOUND_SENT_PART {
        en: "{call}() took {took} of {len} bytes, and the other {rest} were never sent. It may take less than it is given: send what is left in a loop.",
        es: "{call}() tomó {took} de {len} bytes y los otros {rest} nunca se enviaron. Puede tomar menos de lo que se le da: envía lo que queda en un bucle.",
    }
    FOUND_SENT_OTHER {
        en: "{call}() took {took} of {len} bytes, and what was sent next was not what was left of them. It may take less than it is given: send what is left in a loop.",
        es: "{call}() tomó {took} de {len} bytes y lo siguiente que se envió no fue lo que quedaba. Puede tomar menos de lo que se le da: envía lo que queda en un bucle.",
    }
    FOUND_SENT_NONE {
        en: "{call}() took none of {len} bytes (EAGAIN: there was no room), and they were never sent. Wait until there is room (poll for POLLOUT), then send them again.",
        es: "{call}() no tomó ninguno de los {len} bytes (EAGAIN: no había espacio) y nunca se enviaron. Espera a que haya espacio (poll con POLLOUT) y envíalos de nuevo.",
    }
    FOUND_UNREAD {
        en: "this was the last {call}(), and {got} bytes were read in all; {left} more had come and were still unread at the close, so that a reset (RST) went out and no FIN. A read gives what has come, not what was sent: read until the message is complete, or until 0.",
        es: "esta fue la última {call}() y en total se leyeron {got} bytes; habían llegado {left} más que seguían sin leer al cerrar, y por eso salió un reinicio (RST) y no un FIN. Una lectura da lo que llegó, no lo que se envió: lee hasta que el mensaje esté completo o hasta recibir 0.",
    }
    FOUND_NEVER_READ {
        en: "the socket is closed with {left} bytes in it that nobody read, so that a reset (RST) goes out and no FIN: the other end may lose what it has not read yet. Read until 0 before the close.",
        es: "el socket se cierra con {left} bytes que nadie leyó, y por eso sale un reinicio (RST) y no un FIN: el otro extremo puede perder lo que aún no leyó. Lee hasta recibir 0 antes de cerrar.",
    }
    FOUND_CLOSED_EARLY {
        en: "after this, {len} more bytes came from the other end. Nobody was there to read them, and the kernel answered with a reset (RST). Read until 0 before the close.",
        es: "después de esto llegaron {len} bytes más del otro extremo. Ya no había quién los leyera y el núcleo respondió con un reinicio (RST). Lee hasta recibir 0 antes de cerrar.",
    }
    FOUND_ZERO {
        en: "{call}() has returned 0 {times} times in a row. 0 says that the other end has finished and nothing more will come: leave the loop, and close.",
        es: "{call}() devolvió 0 {times} veces seguidas. 0 dice que el otro extremo terminó y que no llegará nada más: sal del bucle y cierra.",
    }
    FOUND_PIPE_SHUT {
        en: "{call}() fails with EPIPE: the program itself has shut this socket's sending half before, by shutdown().",
        es: "{call}() falla con EPIPE: el propio programa cerró antes la mitad de envío de este socket, con shutdown().",
    }
    FOUND_PIPE_RESET {
        en: "{call}() fails with EPIPE: this connection is over, and nothing can be sent on it any more. Whoever sends to an end that has closed gets a reset (RST); the next send fails.",
        es: "{call}() falla con EPIPE: esta conexión terminó y ya no se puede enviar nada por ella. Quien envía a un extremo que cerró recibe un reinicio (RST); el envío siguiente falla.",
    }
    FOUND_PIPE_UNCONNECTED {
        en: "{call}() fails with EPIPE: this socket has no connection. connect() comes before it, or accept(), whose result is the socket to send on.",
        es: "{call}() falla con EPIPE: este socket no tiene conexión. Antes va connect(), o accept(), cuyo resultado es el socket por el que se envía.",
    }
    FOUND_SIGPIPE {
        en: "here process {pid} was ended by SIGPIPE, the signal that comes with EPIPE. Ignore the signal or send with MSG_NOSIGNAL, and look at what the call returns.",
        es: "aquí terminó el proceso {pid} por SIGPIPE, la señal que acompaña a EPIPE. Ignora la señal o envía con MSG_NOSIGNAL, y revisa lo que devuelve la llamada.",
    }
    FOUND_IN_USE_STILL {
        en: "{call}() fails with EADDRINUSE: a connection of port {port} is still in {state}. Set SO_REUSEADDR before bind().",
        es: "{call}() falla con EADDRINUSE: una conexión del puerto {port} sigue en {state}. Activa SO_REUSEADDR antes de bind().",
    }
    FOUND_IN_USE {
        en: "{call}() fails with EADDRINUSE: another socket has port {port}. One socket listens for all clients, and it is bound once.",
        es: "{call}() falla con EADDRINUSE: otro socket tiene el puerto {port}. Un solo socket escucha a todos los clientes y se enlaza una sola vez.",
    }
    FOUND_NOT_LISTENING {
        en: "accept() fails with EINVAL: this socket does not listen. listen() comes before it.",
        es: "accept() falla con EINVAL: este socket no escucha. Antes va listen().",
    }
    FOUND_LEAKED {
        en: "the connection that was made here stays in CLOSE-WAIT: the other end has closed, and the program has gone on without closing it. Its descriptor is lost, and no FIN goes out.",
        es: "la conexión que se creó aquí se queda en CLOSE-WAIT: el otro extremo cerró y el programa siguió sin cerrarla. Su descriptor se pierde y no sale ningún FIN.",
    }
    FOUND_NO_NUMBERS {
        en: "{call}() fails with EMFILE: this process has no number left for one more descriptor (ulimit -n). Connections that it has open: {open}; of these, closed by the other end (CLOSE-WAIT): {ended}. Close each when it is done.",
        es: "{call}() falla con EMFILE: a este proceso no le queda ningún número para otro descriptor (ulimit -n). Conexiones que tiene abiertas: {open}; de ellas, cerradas por el otro extremo (CLOSE-WAIT): {ended}. Cierra cada una cuando termine.",
    }
    FOUND_PARENT_KEEPS {
        en: "the child process {child} is done with the connection that was accepted here, but its parent {pid} still has it open, so that no FIN goes out. After fork() the parent closes it, too.",
        es: "el proceso hijo {child} ya terminó con la conexión aceptada aquí, pero su padre {pid} todavía la tiene abierta y por eso no sale ningún FIN. Después de fork(), el padre también la cierra.",
    }
    FOUND_LOOPBACK {
        en: "the socket is bound to {addr}, which is inside this machine: nobody on the wire reaches it. Bind it to 0.0.0.0 (INADDR_ANY), or to this end's own address.",
        es: "el socket está enlazado a {addr}, que está dentro de esta máquina: nadie lo alcanza desde el cable. Enlázalo a 0.0.0.0 (INADDR_ANY) o a la dirección de este extremo.",
    }
    FOUND_CALLS_ITSELF {
        en: "{addr} is this machine itself, where nobody listens at that port. The other end is at {board}.",
        es: "{addr} es esta misma máquina, donde nadie escucha en ese puerto. El otro extremo está en {board}.",
    }
    FOUND_SWAPPED {
        en: "port {port} is {meant} with its two bytes swapped: it seems that htons() is missing.",
        es: "el puerto {port} es {meant} con sus dos bytes invertidos: parece que falta htons().",
    }
    FOUND_QUEUE_FULL {
        en: "the queue of this listen() was full (backlog {backlog}), and somebody who called was not let in. Call accept() sooner, or give listen() a larger backlog.",
        es: "la cola de este listen() estaba llena (backlog {backlog}) y alguien que llamó no pudo entrar. Llama antes a accept(), o dale a listen() un backlog mayor.",
    }
    FOUND_NO_ANSWER {
        en: "the connection ends here without an answer: the other end had shut its sending half only, and then called {other}() in vain. A read that gives 0 says that nothing more comes, not that nobody reads.",
        es: "aquí termina la conexión sin respuesta: el otro extremo solo había cerrado su mitad de envío y después llamó a {other}() en vano. Una lectura que da 0 dice que no llega nada más, no que nadie lee.",
    }
    FOUND_BOTH_READ {
        en: "both ends wait for the other one to speak: the program here, in {call}(), the other end in {other}(). Neither does: a deadlock.",
        es: "cada extremo espera a que hable el otro: el programa aquí, en {call}(), y el otro extremo en {other}(). Ninguno lo hace: es un interbloqueo.",
    }
    FOUND_BOTH_ACCEPT {
        en: "both ends wait to be called: the program here, in {call}(), the other end in accept(). Neither calls: one of them has to make connect().",
        es: "cada extremo espera a que lo llamen: el programa aquí, en {call}(), y el otro extremo en accept(). Ninguno llama: uno de los dos tiene que hacer connect().",
    }
    FOUND_BOTH_SEND {
        en: "both ends send and neither reads: the program waits for room here, in {call}(), the other end in {other}(). Both buffers are full: a deadlock.",
        es: "ambos extremos envían y ninguno lee: el programa espera espacio aquí, en {call}(), y el otro extremo en {other}(). Los dos búferes están llenos: es un interbloqueo.",
    }
}
