// The link to a board on a port.

texts! {
    LINK_NO_PORTS {
        en: "{place}: there is no such port, and no other one. Is the board plugged in, with a cable that carries data (many only charge)?",
        es: "{place}: ese puerto no existe, ni ningún otro. ¿Está enchufada la tarjeta, y con un cable de datos (muchos solo cargan)?",
    }
    LINK_ABSENT {
        en: "{place}: there is no such port, and no board of that name. Ports here: {ports}. `sockscope ports` says more.",
        es: "{place}: ese puerto no existe, ni hay tarjeta con ese nombre. Puertos de este equipo: {ports}. `sockscope ports` da más detalles.",
    }
    LINK_PERMISSION {
        en: "{place}: this user may not open the port. Look at its permissions with `ls -l {place}`.",
        es: "{place}: este usuario no puede abrir el puerto. Sus permisos se ven con `ls -l {place}`.",
    }
    LINK_PERMISSION_GROUP {
        en: "{place}: this user may not open the port, the group {group} may. Run `sudo usermod -aG {group} $USER`, then log out and in again.",
        es: "{place}: este usuario no puede abrir el puerto; el grupo {group} sí. Ejecuta `sudo usermod -aG {group} $USER` y después cierra la sesión y vuelve a entrar.",
    }
    LINK_BUSY {
        en: "{place}: another program has the port open (a serial monitor, an IDE?). Close it and try again.",
        es: "{place}: otro programa tiene abierto el puerto (¿un monitor serie, un IDE?). Ciérralo y vuelve a intentarlo.",
    }
    LINK_BUSY_BY {
        en: "{place}: {by} has the port open. Close it and try again.",
        es: "{place}: {by} tiene abierto el puerto. Ciérralo y vuelve a intentarlo.",
    }
    LINK_NOT_SERIAL {
        en: "{place} is no serial port. `sockscope ports` lists those that are.",
        es: "{place} no es un puerto serie. `sockscope ports` muestra los que hay.",
    }
    LINK_UNREACHABLE {
        en: "{addr}: nobody answers there ({why}). The address has the form HOST:PORT; is the serial server running?",
        es: "{addr}: nadie responde ahí ({why}). La dirección tiene la forma HOST:PUERTO; ¿está en marcha el servidor serie?",
    }
    LINK_SILENT {
        en: "{place}: nothing came, not even text. Is it the board's port? Press the board's reset button, or write the firmware with `sockscope flash`.",
        es: "{place}: no llegó nada, ni siquiera texto. ¿Es el puerto de la tarjeta? Pulsa su botón de reinicio o graba el firmware con `sockscope flash`.",
    }
    LINK_OTHER_FIRMWARE {
        en: "{place}: something talks there, but it is not our firmware (it said: {heard}). Write ours with `sockscope flash`.",
        es: "{place}: ahí habla algo, pero no es nuestro firmware (dijo: {heard}). Graba el nuestro con `sockscope flash`.",
    }
    LINK_BOOTLOADER {
        en: "{place}: the chip waits for a program to be written. Press its reset button without holding BOOT, or write the firmware with `sockscope flash`.",
        es: "{place}: el chip espera que se le grabe un programa. Pulsa su botón de reinicio sin mantener BOOT, o graba el firmware con `sockscope flash`.",
    }
    LINK_ECHO {
        en: "{place}: what is sent comes back. This is no board: a looped cable, or a port whose two ends are joined.",
        es: "{place}: lo que se envía vuelve igual. Eso no es una tarjeta: es un cable en bucle, o un puerto con los dos extremos unidos.",
    }
    LINK_HOST_OLDER {
        en: "{place}: the board ({program}) speaks link version {board}, this sockscope speaks {host}. Update sockscope on this computer.",
        es: "{place}: la tarjeta ({program}) habla la versión {board} del enlace y este sockscope la {host}. Actualiza sockscope en este equipo.",
    }
    LINK_BOARD_OLDER {
        en: "{place}: the board ({program}) speaks link version {board}, this sockscope speaks {host}. Write the board's firmware again with `sockscope flash`.",
        es: "{place}: la tarjeta ({program}) habla la versión {board} del enlace y este sockscope la {host}. Vuelve a grabar su firmware con `sockscope flash`.",
    }
    LINK_OTHER { en: "{place}: the port failed: {why}.", es: "{place}: falló el puerto: {why}." }
    LINK_UNPLUGGED {
        en: "{place}: the cable is out, or the board lost its power ({why}). It is taken up again as soon as it is back.",
        es: "{place}: se soltó el cable o la tarjeta se quedó sin corriente ({why}). Se retomará en cuanto vuelva.",
    }
    LINK_TCP_ENDED {
        en: "{place}: whoever serves the port on the network has closed the connection ({why}).",
        es: "{place}: quien ofrece el puerto en la red cerró la conexión ({why}).",
    }
    LINK_GONE {
        en: "{place}: the board does not answer any more. Press its reset button; it is taken up again as soon as it speaks.",
        es: "{place}: la tarjeta ya no responde. Pulsa su botón de reinicio; se retomará en cuanto hable.",
    }
    LINK_BACK { en: "{place}: the board is back.", es: "{place}: la tarjeta volvió." }
    LINK_RESTARTED {
        en: "The board started again: its sockets are gone.",
        es: "La tarjeta arrancó de nuevo: sus sockets se perdieron.",
    }
    LINK_RESTARTED_BY {
        en: "The board started again ({reason}): its sockets are gone.",
        es: "La tarjeta arrancó de nuevo ({reason}): sus sockets se perdieron.",
    }
    LINK_FORGOTTEN {
        en: "The board knows nothing of this session any more: it started again, or had to wait too long for this computer. Its sockets are gone.",
        es: "La tarjeta ya no sabe nada de esta sesión: arrancó de nuevo o tuvo que esperar demasiado a este equipo. Sus sockets se perdieron.",
    }
    LINK_LOST_FORGOTTEN {
        en: "the board lost its part of the lesson in the middle of it: it started again, or had to wait too long; start the lesson again",
        es: "la tarjeta perdió su parte de la lección a mitad de ella: arrancó de nuevo o tuvo que esperar demasiado; empieza la lección otra vez",
    }
    LINK_NOISE {
        en: "Noise on the line: {count} damaged frame(s), which were sent again. Nothing is lost.",
        es: "Ruido en la línea: {count} trama(s) dañada(s), que se enviaron de nuevo. No se perdió nada.",
    }
    LINK_LOST_RESTART {
        en: "the board started again in the middle of the lesson, and what it had is gone; start the lesson again",
        es: "la tarjeta arrancó de nuevo a mitad de la lección y perdió lo que tenía; empieza la lección otra vez",
    }
    LINK_LOST_UNPLUGGED {
        en: "the board was unplugged in the middle of the lesson; plug it in and start the lesson again",
        es: "se desenchufó la tarjeta a mitad de la lección; enchúfala y empieza la lección otra vez",
    }
    LINK_LOST_CONNECTION {
        en: "the connection to the board's port ended in the middle of the lesson; when it is back, start the lesson again",
        es: "la conexión con el puerto de la tarjeta terminó a mitad de la lección; cuando vuelva, empieza la lección otra vez",
    }
    LINK_LOST_SILENT {
        en: "the board stopped answering in the middle of the lesson; reset it and start the lesson again",
        es: "la tarjeta dejó de responder a mitad de la lección; reiníciala y empieza la lección otra vez",
    }
    LINK_LOST_CLEARED {
        en: "the board's network changed, and its sockets went with the old one; start the lesson again",
        es: "cambió la red de la tarjeta y sus sockets se fueron con la anterior; empieza la lección otra vez",
    }
    LINK_AWAY {
        en: "the board is not there now",
        es: "la tarjeta no está disponible en este momento",
    }
    LINK_FLOOD {
        en: "{count} more lines of the log are left out here: they come too fast. `sockscope monitor` shows all of them.",
        es: "Aquí se omiten {count} líneas más del registro: llegan demasiado rápido. `sockscope monitor` las muestra todas.",
    }
    LINK_REFUSED { en: "the board refused: {why}", es: "la tarjeta lo rechazó: {why}" }
    LINK_NO_ANSWER {
        en: "{place}: the board did not answer. Try again; if it stays so, press its reset button.",
        es: "{place}: la tarjeta no respondió. Inténtalo otra vez; si sigue igual, pulsa su botón de reinicio.",
    }

    // ── what a board's own text gives away ───────────────────────────────────────────────────

    LINK_TROUBLE { en: "{place}: {why}", es: "{place}: {why}" }
    TROUBLE_BROWN_OUT {
        en: "The supply voltage falls too low (brown-out). A short USB cable straight into the computer, another socket; no hub without a supply of its own.",
        es: "La tensión de alimentación cae demasiado (brown-out). Usa un cable USB corto directo al equipo u otro puerto; ningún concentrador sin alimentación propia.",
    }
    TROUBLE_BLANK_FLASH {
        en: "The flash memory holds no program, or a broken one. Write the firmware with `sockscope flash`.",
        es: "La memoria flash no tiene programa, o está dañado. Graba el firmware con `sockscope flash`.",
    }
    TROUBLE_PANIC_LOOP {
        en: "The board's program panics again after each start and never gets to work. Write the firmware again with `sockscope flash`.",
        es: "El programa de la tarjeta falla (panic) otra vez en cada arranque y nunca llega a funcionar. Graba de nuevo el firmware con `sockscope flash`.",
    }
    TROUBLE_PANIC {
        en: "The board's program has stopped with a fault (panic). What stands indented under an address is its place in the program.",
        es: "El programa de la tarjeta se detuvo por un fallo (panic). Lo que aparece sangrado bajo una dirección es su lugar en el programa.",
    }
    TROUBLE_WATCHDOG {
        en: "A task of the board's program kept the processor for too long: its watchdog says so.",
        es: "Una tarea del programa de la tarjeta ocupó el procesador demasiado tiempo: lo avisa su watchdog (temporizador de guarda).",
    }
    TROUBLE_BOOTLOADER {
        en: "The chip waits for a program to be written. Press its reset button without holding BOOT.",
        es: "El chip espera que se le grabe un programa. Pulsa su botón de reinicio sin mantener BOOT.",
    }
    TROUBLE_MICROPYTHON {
        en: "MicroPython or CircuitPython runs there, perhaps with somebody's work. `sockscope flash` writes over it: copy first what is to be kept.",
        es: "Ahí funciona MicroPython o CircuitPython, quizá con el trabajo de alguien. `sockscope flash` lo sobrescribe: copia antes lo que quieras conservar.",
    }
    TROUBLE_GPS {
        en: "That is a satellite receiver (it sends NMEA sentences), not a board. Choose another port.",
        es: "Eso es un receptor de satélites (envía frases NMEA), no una tarjeta. Elige otro puerto.",
    }
    TROUBLE_SPEED {
        en: "What comes is no text: the board speaks at another speed, or the line is noisy. Our firmware, which `sockscope flash` writes, and the chips' ROM speak at 115200 baud.",
        es: "Lo que llega no es texto: la tarjeta habla a otra velocidad o la línea tiene ruido. Nuestro firmware, que se graba con `sockscope flash`, y la ROM de los chips hablan a 115200 baudios.",
    }
}
