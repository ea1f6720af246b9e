// What a page in a browser says around the program's own texts.

texts! {
    PAGE_FIRST { en: "Beginning", es: "Comienzo" }
    PAGE_BACK { en: "Back", es: "Atrás" }
    PAGE_NEXT { en: "Next", es: "Siguiente" }
    PAGE_LAST { en: "To the end", es: "Al final" }
    PAGE_PLAY { en: "Play", es: "Reproducir" }
    PAGE_STOP { en: "Stop", es: "Detener" }
    PAGE_IN_WORDS { en: "In words", es: "En palabras" }
    PAGE_QUESTIONS { en: "Ask questions", es: "Hacer preguntas" }
    PAGE_LANGUAGE { en: "Language", es: "Idioma" }
    PAGE_STEER { en: "Go through the recording", es: "Recorrer la grabación" }
    PAGE_EVENT { en: "Event", es: "Evento" }
    PAGE_OF { en: "of", es: "de" }
    PAGE_SCREEN { en: "The screen", es: "La pantalla" }
    PAGE_HAPPENED { en: "What happened", es: "Qué pasó" }
    PAGE_STATES { en: "The states of both ends", es: "Los estados de los dos lados" }
    PAGE_SPARSE {
        en: "Of its {all} events one moment in {of} is pictured here; each event is told in a line.",
        es: "De sus {all} eventos, aquí se ve uno de cada {of} momentos; cada evento se cuenta en una línea.",
    }
    PAGE_SEGMENTS { en: "The last segments", es: "Los últimos segmentos" }
    PAGE_NO_SEGMENTS { en: "No segment yet.", es: "Todavía ninguno." }
    PAGE_ALL { en: "Everything that happened, line by line", es: "Todo lo que pasó, línea por línea" }
    PAGE_KEYS {
        en: "Keys: → or Space goes on, ← goes back, Home and End, a plays, g changes the language, digits answer.",
        es: "Teclas: → o Espacio avanza, ← retrocede, Inicio y Fin, a reproduce, g cambia el idioma, las cifras responden.",
    }
    PAGE_SKIP { en: "Just show it", es: "Solo mostrarlo" }

    PAGE_SIMULATED {
        en: "Simulated: both ends are board cores (the TCP stack smoltcp) inside this page. No kernel takes part.",
        es: "Simulado: los dos lados son núcleos de tarjeta (la pila TCP smoltcp) dentro de esta página. El núcleo del sistema no participa.",
    }
    PAGE_FILM_SIMULATED {
        en: "A recording of a simulated session: both ends were board cores, and nothing happens now.",
        es: "Una grabación de una sesión simulada: los dos lados eran núcleos de tarjeta, y ahora no pasa nada.",
    }
    PAGE_FILM {
        en: "A recording: what it shows was measured when it was made, and nothing happens now.",
        es: "Una grabación: lo que muestra se midió al hacerla, y ahora no pasa nada.",
    }
    PAGE_SCREEN_HOW {
        en: "All keys work here; h lists them. Tab leaves, Ctrl+Space completes what is typed.",
        es: "Aquí funcionan todas las teclas; h las lista. Tab sale, Ctrl+Espacio completa lo escrito.",
    }
    PAGE_FREEZE { en: "Freeze the wire", es: "Congelar el cable" }
    PAGE_OPEN { en: "Open the wire", es: "Abrir el cable" }
    PAGE_RELEASE { en: "Release one", es: "Liberar uno" }
    PAGE_CALLS { en: "Calls", es: "Llamadas" }
    PAGE_COURSE { en: "The course", es: "El curso" }
    PAGE_CLOSE { en: "Close", es: "Cerrar" }
    PAGE_SAVE { en: "Save the recording", es: "Guardar la grabación" }
    PAGE_LOAD { en: "Open a recording", es: "Abrir una grabación" }
    PAGE_LEAVE { en: "Back to the lesson", es: "Volver a la lección" }
    PAGE_COMES { en: "Next line:", es: "Línea siguiente:" }
    PAGE_LINE { en: "Type a call", es: "Escribir una llamada" }
    PAGE_FAULT {
        en: "The program had a fault and has begun again where you were, without the last key:",
        es: "El programa tuvo un fallo y empezó otra vez donde estabas, sin la última tecla:",
    }
    PAGE_NOT_LOADED { en: "A file of this page could not be loaded:", es: "No se pudo cargar un archivo de esta página:" }
    PAGE_TOO_LONG { en: "This file is too long for a page: at most 64 MB.", es: "Este archivo es demasiado largo para una página: como mucho 64 MB." }
    PAGE_NO_RECORDING { en: "{file} is no recording", es: "{file} no es una grabación" }
}
