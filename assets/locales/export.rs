// Exports, and the command that makes them.

texts! {
    CLI_EXPORT {
        en: "Make a file for other programs of a session: a table, a report, a picture, a capture",
        es: "Hace de una sesión un archivo para otros programas: tabla, informe, imagen, captura",
    }
    CLI_EXPORT_EXAMPLES {
        en: "Examples:\n  sockscope export mine.jsonl --to csv -o mine.csv\n  sockscope export handshake --to text\n\n",
        es: "Ejemplos:\n  sockscope export mia.jsonl --to csv -o mia.csv\n  sockscope export handshake --to text --lang en\n\n",
    }
    CLI_EXPORT_WHAT {
        en: "A recording (.jsonl); or a lesson, task, puzzle or script, which is run first, on pair unless --board says otherwise",
        es: "Una grabación (.jsonl); o una lección, tarea, acertijo o guion, que se ejecuta primero, en pair si --board no dice otra cosa",
    }
    CLI_EXPORT_TO { en: "The kind of file: {kinds}", es: "El tipo de archivo: {kinds}" }
    CLI_EXPORT_OUTPUT {
        en: "The file (default: stdout)",
        es: "El archivo (si no se indica: la salida estándar)",
    }
    CLI_EXPORT_OVERWRITE {
        en: "Write over a file that exists",
        es: "Sobrescribe un archivo que ya existe",
    }
    CLI_EXPORT_OF {
        en: "What is drawn: ladder (default), flow, states or screen",
        es: "Qué se dibuja: ladder (la escalera; si no se indica, esta), flow (el flujo), states (los estados) o screen (la pantalla)",
    }
    CLI_EXPORT_THEME { en: "The colours: {themes}", es: "Los colores: {themes}" }
    CLI_EXPORT_ANIMATED { en: "The picture moves", es: "La imagen se mueve" }
    EXPORT_NOT_HERE {
        en: "--{option} does nothing with --to {kind}.",
        es: "--{option} no hace nada con --to {kind}.",
    }
    EXPORT_NOT_OF {
        en: "{kind} draws with --of one of these: {of}.",
        es: "{kind} dibuja con --of uno de estos: {of}.",
    }
    EXPORT_NO_TEXT {
        en: "This kind of file is no text for a terminal. -o FILE says where it goes.",
        es: "Este tipo de archivo no es texto para una terminal. -o FILE indica adónde va.",
    }
    EXPORT_TOO_LONG {
        en: "The recording has more than {most} events, too many for an export.",
        es: "La grabación tiene más de {most} eventos, demasiados para exportarla.",
    }
    EXPORT_NOTHING { en: "There is nothing to export.", es: "No hay nada que exportar." }
    EXPORT_NO_SEGMENTS {
        en: "No segment was on the wire of this session: there is nothing to capture.",
        es: "En esta sesión ningún segmento pasó por el cable: no hay nada que capturar.",
    }
    EXPORT_NO_BYTES {
        en: "The bytes of {without} of {all} segments were not recorded, and sockscope makes none up. A board on a port gives none.",
        es: "No se grabaron los bytes de {without} de {all} segmentos, y sockscope no los inventa. Una tarjeta en un puerto no los da.",
    }
    EXPORT_CAPTURE {
        en: "sockscope: {lesson}, board {board}, {link}. Each segment once, on the interface of the end that sent it.",
        es: "sockscope: {lesson}, tarjeta {board}, {link}. Cada segmento una vez, en la interfaz del extremo que lo envió.",
    }
    EXPORT_HELD_RELEASED {
        en: "held for {time}, then released",
        es: "retenido durante {time} y luego liberado",
    }
    EXPORT_HELD_DROPPED {
        en: "held for {time}, then dropped",
        es: "retenido durante {time} y luego descartado",
    }
    EXPORT_DELAYED { en: "{time} late", es: "con {time} de retraso" }
    EXPORT_STILL_HELD { en: "held until the end", es: "retenido hasta el final" }
    EXPORT_REPEATED {
        en: "sent again {times} times meanwhile",
        es: "reenviado {times} veces mientras tanto",
    }
    TUI_EXPORTS { en: "Export the session so far", es: "Exportar la sesión hasta aquí" }
    TUI_EXPORT_SCREEN { en: "what is on the screen", es: "lo que está en pantalla" }
    TUI_EXPORTED { en: "Exported to {file}.", es: "Se exportó a {file}." }
    REPORT_TITLE { en: "Lab report: {title}", es: "Informe de laboratorio: {title}" }
    REPORT_SESSION { en: "Session", es: "Sesión" }
    REPORT_BOARD { en: "Board", es: "Tarjeta" }
    REPORT_LINK { en: "Link", es: "Enlace" }
    REPORT_ROLE { en: "Part of the host", es: "Papel del equipo" }
    REPORT_KERNEL { en: "Kernel", es: "Kernel" }
    REPORT_PROGRAM { en: "Program", es: "Programa" }
    REPORT_BEGAN { en: "Began (UTC)", es: "Comienzo (UTC)" }
    REPORT_SIMULATED { en: "simulated by a board core", es: "simulado por un núcleo de tarjeta" }
    REPORT_CALLS { en: "Calls", es: "Llamadas" }
    REPORT_STATES { en: "States", es: "Estados" }
    REPORT_SEGMENTS { en: "Segments", es: "Segmentos" }
    REPORT_PREDICTIONS { en: "Predictions", es: "Predicciones" }
    REPORT_CHECKS { en: "What was expected", es: "Lo que se esperaba" }
    REPORT_NO_PREDICTIONS { en: "None was given.", es: "No se dio ninguna." }
    REPORT_NO_SEGMENTS { en: "None was seen.", es: "No se vio ninguno." }
    REPORT_ALL_MET { en: "All {count} expectations were met.", es: "Las {count} expectativas se cumplieron." }
    REPORT_TIME { en: "Time", es: "Tiempo" }
    REPORT_END { en: "End", es: "Extremo" }
    REPORT_CALL { en: "Call", es: "Llamada" }
    REPORT_CAME_TO { en: "Came to", es: "Resultado" }
    REPORT_SOCKET { en: "Socket", es: "Socket" }
    REPORT_FROM { en: "From", es: "De" }
    REPORT_TO { en: "To", es: "A" }
    REPORT_CAUSE { en: "Cause", es: "Causa" }
    REPORT_EVIDENCE { en: "Known by", es: "Cómo se sabe" }
    REPORT_QUESTION { en: "Question", es: "Pregunta" }
    REPORT_GIVEN { en: "Given", es: "Dada" }
    REPORT_MEASURED { en: "Measured", es: "Medida" }
    REPORT_EXPECTED { en: "Expected", es: "Se esperaba" }
    REPORT_SAW { en: "Saw", es: "Se vio" }
    REPORT_BLOCKED { en: "was blocked", es: "estuvo bloqueada" }
    EXPORT_LAST {
        en: "The last {count} of {all} segments.",
        es: "Los últimos {count} de {all} segmentos.",
    }
    EXPORT_ONE_OF { en: "{title} · one moment in {of}", es: "{title} · uno de cada {of} momentos" }
    EXPORT_OF_FLOW { en: "the flow of calls", es: "el flujo de llamadas" }
    EXPORT_OF_SCREEN { en: "the screen", es: "la pantalla" }
    EXPORT_PICTURE_TOO_LONG {
        en: "This can be drawn of sessions of up to {most} events; this one has {all}.",
        es: "Esto se puede dibujar de sesiones de hasta {most} eventos; esta tiene {all}.",
    }
}
