// The help: signs and keys.

texts! {
    TUI_HELP { en: "Help · ↑ ↓ scroll, Esc closes", es: "Ayuda · ↑ ↓ desplazan, Esc cierra" }

    TUI_SIGNS { en: "Signs", es: "Signos" }
    SIGN_DONE { en: "the call has returned", es: "la llamada retornó" }
    SIGN_FAILED { en: "the call has failed; its errno stands behind it", es: "la llamada falló; detrás está su errno" }
    SIGN_BLOCKED { en: "the call is blocked: it has not returned yet", es: "la llamada está bloqueada: aún no retorna" }
    SIGN_NEXT { en: "the next line of the lesson", es: "la siguiente línea de la lección" }
    SIGN_HELD { en: "a segment that is held at the gate", es: "un segmento retenido en la compuerta" }
    SIGN_DROPPED { en: "a segment that was taken off the wire", es: "un segmento que se quitó del cable" }
    SIGN_REPEATS { en: "sends again in 3 s, unless it is acknowledged", es: "repite en 3 s, si no llega el acuse de recibo" }
    SIGN_SYN { en: "opens a direction, and says where its numbers start", es: "abre un sentido y dice desde qué número cuenta" }
    SIGN_SYN_ACK { en: "answers a SYN: acknowledges it, opens the other way", es: "responde a un SYN: lo confirma y abre el otro sentido" }
    SIGN_ACK { en: "all bytes before the number ack have arrived", es: "llegaron todos los bytes anteriores a ack" }
    SIGN_PSH { en: "no more bytes follow just now: hand them over", es: "no siguen más bytes por ahora: se pueden entregar" }
    SIGN_FIN { en: "ends a direction: nothing more will be sent in it", es: "termina un sentido: por él no se enviará nada más" }
    SIGN_FIN_ACK { en: "a FIN with its ACK bit; the flow says just FIN", es: "un FIN con su bit ACK; el flujo escribe solo FIN" }
    SIGN_RST { en: "refuses or cuts the connection off", es: "rechaza o corta la conexión" }
    SIGN_SEQ { en: "the number of the segment's first byte", es: "el número del primer byte del segmento" }
    SIGN_ACK_NUMBER { en: "the number of the next byte that is expected", es: "el número del siguiente byte que se espera" }
    SIGN_WIN { en: "window: how many bytes there is room for", es: "ventana: para cuántos bytes hay espacio" }
    SIGN_LEN { en: "how many bytes of data the segment carries", es: "cuántos bytes de datos lleva el segmento" }
    SIGN_MSS { en: "the most data its sender takes in one segment", es: "los datos que quien lo envía admite por segmento" }
    SIGN_WS { en: "window scale: its field counts in units of 2^ws bytes", es: "escala: el campo de ventana cuenta en unidades de 2^ws" }
    SIGN_SENT_AGAIN { en: "how often a held segment was sent again", es: "cuántas veces se reenvió un segmento retenido" }

    KEY_HOME { en: "Home", es: "Inicio" }
    KEY_END { en: "End", es: "Fin" }
    KEY_PAGE_UP { en: "PgUp", es: "RePág" }
    KEY_PAGE_DOWN { en: "PgDn", es: "AvPág" }
    KEY_SPACE { en: "Space", es: "Espacio" }
    KEY_SHIFT { en: "Shift", es: "Mayús" }
    KEYS_STEPS { en: "Going on and looking back", es: "Avanzar y mirar atrás" }
    KEYS_DOING { en: "Calls and segments", es: "Llamadas y segmentos" }
    KEYS_SCREEN { en: "The screen", es: "La pantalla" }
    KEYS_SESSION { en: "The session", es: "La sesión" }

    DO_NEXT { en: "the next line; in the past, one moment forward", es: "la siguiente línea; en el pasado, un momento más" }
    DO_BACK { en: "look back: to the call, state or segment before", es: "mirar atrás: llamada, estado o segmento anterior" }
    DO_FIRST { en: "look at the beginning", es: "mirar el comienzo" }
    DO_LIVE { en: "back to now", es: "volver al presente" }
    DO_AUTOPLAY { en: "autoplay on or off", es: "activar o quitar el avance automático" }
    DO_SLOWER { en: "slower", es: "más lento" }
    DO_FASTER { en: "faster", es: "más rápido" }
    DO_STEPS { en: "the lesson's steps: look back, or run up to one", es: "los pasos: mirar atrás o avanzar hasta uno" }
    DO_HOLD { en: "which calls of your program wait", es: "qué llamadas de tu programa esperan" }
    DO_KEYBOARD { en: "the keyboard to your program, or back", es: "darle el teclado a tu programa, o recuperarlo" }
    DO_NOTES { en: "the teacher's note on this step", es: "la nota para el docente sobre este paso" }
    DO_EXPLAIN { en: "explain a word that stands on the screen", es: "explicar una palabra de la pantalla" }
    DO_PREDICTIONS { en: "questions on or off", es: "activar o quitar las preguntas" }
    DO_SIDE { en: "the other side makes the calls", es: "las llamadas las hace el otro lado" }
    DO_CALLS { en: "choose a call", es: "elegir una llamada" }
    DO_PROMPT { en: "type a call", es: "escribir una llamada" }
    DO_FREEZE { en: "freeze or open the wire", es: "congelar o abrir el cable" }
    DO_RELEASE { en: "release one segment", es: "liberar un segmento" }
    DO_RELEASE_ALL { en: "release all segments", es: "liberar todos los segmentos" }
    DO_DROP { en: "drop a held segment", es: "descartar un segmento retenido" }
    DO_DUPLICATE { en: "duplicate a held segment", es: "duplicar un segmento retenido" }
    DO_REORDER { en: "swap the two oldest held segments", es: "intercambiar los dos segmentos retenidos más viejos" }
    PANEL_STATES { en: "States", es: "Estados" }
    PANEL_LADDER { en: "Ladder", es: "Segmentos" }
    PANEL_WIRE { en: "Wire", es: "Cable" }
    PANEL_DESCRIPTORS { en: "Descriptors", es: "Descriptores" }
    PANEL_CODE { en: "Code", es: "Código" }
    PANEL_LOG { en: "Log", es: "Registro" }
    PANEL_TERMINAL { en: "Terminal", es: "Terminal" }
    PANEL_DESCRIPTORS_SHORT { en: "Descr.", es: "Sockets" }
    PANEL_TERMINAL_SHORT { en: "Terminal", es: "Consola" }
    PANEL_EVENTS_SHORT { en: "Events", es: "Eventos" }
    PANEL_EVENTS { en: "Timeline", es: "Cronología" }
    DO_UP { en: "scroll up; on the wire, the segment before", es: "subir; en el cable, el segmento anterior" }
    DO_DOWN { en: "scroll down; on the wire, the segment after", es: "bajar; en el cable, el segmento siguiente" }
    DO_PAGE_UP { en: "a page up", es: "una página arriba" }
    DO_PAGE_DOWN { en: "a page down", es: "una página abajo" }
    DO_ZOOM { en: "the panel on the whole screen, or not", es: "ampliar el panel a toda la pantalla, o reducirlo" }
    DO_PRESENTER { en: "presenter's view: big letters, or not", es: "activar o quitar la vista de letras grandes" }
    DO_PAYLOAD { en: "the bytes of the segments, or not", es: "mostrar u ocultar los bytes de los segmentos" }
    DO_NUMBERS { en: "relative or absolute sequence numbers", es: "números de secuencia relativos o absolutos" }
    DO_SEARCH { en: "search the log", es: "buscar en el registro" }
    DO_LEVEL { en: "the least level of the log", es: "el nivel mínimo del registro" }
    DO_SAVE_LOG { en: "write the log to a file", es: "guardar el registro en un archivo" }
    DO_COPY { en: "copy what the panel shows", es: "copiar lo que muestra el panel" }
    DO_KEEP { en: "keep what was done as a lesson of your own", es: "guardar lo hecho como lección propia" }
    DO_RECORD { en: "record the session in a file", es: "grabar la sesión en un archivo" }
    DO_EXPORT { en: "export the session, or the screen", es: "exportar la sesión o la pantalla" }
    DO_REDRAW { en: "draw everything again", es: "dibujar todo de nuevo" }
    DO_MENU { en: "menu", es: "menú" }
    DO_LESSON { en: "the course: lessons, tasks, puzzles", es: "el curso: lecciones, tareas, acertijos" }
    DO_RESTART { en: "restart the lesson", es: "reiniciar la lección" }
    DO_ROLE { en: "swap server and client", es: "intercambiar servidor y cliente" }
    DO_LANGUAGE { en: "English, español", es: "español, English" }
    DO_THEME { en: "another theme", es: "otro tema de colores" }
    DO_BOARD { en: "another board", es: "otra tarjeta" }
    DO_MOUSE { en: "mouse on or off", es: "activar o quitar el ratón" }
    DO_HINT { en: "a hint for the task", es: "una pista para la tarea" }
    DO_HELP { en: "help", es: "ayuda" }
    DO_SUSPEND { en: "back to the shell; fg returns", es: "salir al intérprete; fg vuelve aquí" }
    DO_QUIT { en: "quit", es: "salir" }

    HINT_NEXT { en: "next", es: "paso" }
    HINT_BACK { en: "back", es: "atrás" }
    HINT_CALLS { en: "calls", es: "llamar" }
    HINT_PROMPT { en: "type", es: "línea" }
    HINT_FREEZE { en: "freeze", es: "congelar" }
    HINT_RELEASE { en: "release", es: "liberar" }
    HINT_ZOOM { en: "zoom", es: "ampliar" }
    HINT_UNZOOM { en: "all panels", es: "todos los paneles" }
    HINT_MENU { en: "menu", es: "menú" }
    HINT_HELP { en: "help", es: "ayuda" }
    HINT_KEYBOARD { en: "type to it", es: "teclear" }
    HINT_HOLD { en: "pace", es: "ritmo" }
    HINT_QUIT { en: "quit", es: "salir" }
    HINT_AUTOPLAY { en: "autoplay", es: "automático" }
    HINT_PRESENTER { en: "present", es: "presentar" }
    HINT_FORWARD { en: "forward", es: "adelante" }
    HINT_LIVE { en: "now", es: "ahora" }
    HINT_FIRST { en: "beginning", es: "comienzo" }
}
