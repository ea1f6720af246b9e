// The course: its list, and what the learner has done.

texts! {
    COURSE_DONE { en: "done", es: "hecho" }
    COURSE_NEXT { en: "next", es: "sigue" }
    COURSE_PROGRESS_OF { en: "Progress of {name}", es: "Avance de {name}" }
    COURSE_PROGRESS { en: "{done} of {all} done", es: "{done} de {all} hechas" }
    COURSE_ANSWERS { en: "{right} right, {wrong} wrong", es: "{right} bien, {wrong} mal" }
    COURSE_TO_REVIEW { en: "to look at again: {steps}", es: "para repasar: {steps}" }
    COURSE_NOTHING_YET {
        en: "Nothing has been done yet. Begin with: sockscope",
        es: "Todavía no hay nada hecho. Empieza con: sockscope",
    }
    COURSE_FORGOTTEN { en: "All progress has been forgotten.", es: "Se olvidó todo el avance." }
    COURSE_NO_STATE {
        en: "There is no place to keep progress in: set HOME or XDG_STATE_HOME.",
        es: "No hay dónde guardar el avance: define HOME o XDG_STATE_HOME.",
    }
    COURSE_UNWRITABLE {
        en: "Progress cannot be kept in {file}: {why}.",
        es: "No se puede guardar el avance en {file}: {why}.",
    }
    COURSE_UNREADABLE {
        en: "Progress cannot be read from {file}: {why}.",
        es: "No se puede leer el avance de {file}: {why}.",
    }
    COURSE_FORGET_AGAIN {
        en: "Press Del again to forget all that was done and answered.",
        es: "Pulsa Supr otra vez para olvidar todo lo hecho y respondido.",
    }
    COURSE_HOW {
        en: "✓ done · ● open now · › next · Enter: open · Del: forget all",
        es: "✓ hecha · ● abierta · › sigue · Enter: abrir · Supr: olvidar",
    }
    KEPT_HEAD {
        en: "Kept from the stage: write the captions, then sockscope lessons check FILE, sockscope run FILE, sockscope FILE",
        es: "Guardada desde el escenario: escribe los textos y luego sockscope lessons check ARCHIVO, sockscope run ARCHIVO, sockscope ARCHIVO",
    }
    KEPT_TITLE { en: "My lesson", es: "Mi lección" }
    KEPT_ABOUT { en: "What is learnt here, in one sentence.", es: "Qué se aprende aquí, en una frase." }
    KEPT_SAY { en: "Write here what happens and why.", es: "Escribe aquí qué pasa y por qué." }
    KEPT_AS {
        en: "Kept in {file}: write its captions there. sockscope {name} opens it.",
        es: "Guardada en {file}: escribe ahí sus textos. sockscope {name} la abre.",
    }
    KEPT_NOTHING {
        en: "Nothing has been done yet that could be kept as a lesson.",
        es: "Todavía no se ha hecho nada que se pueda guardar como lección.",
    }
    KEPT_PROGRAM {
        en: "What a program did is kept as a recording, not as a lesson.",
        es: "Lo que hizo un programa se guarda como grabación, no como lección.",
    }
    KEPT_FORGOTTEN {
        en: "Too much has happened: the beginning is forgotten, and a lesson needs it.",
        es: "Han pasado demasiadas cosas: el comienzo se olvidó, y una lección lo necesita.",
    }
    KEPT_TOO_LONG {
        en: "No lesson can hold this line of more than {max} characters: {line}",
        es: "Ninguna lección admite esta línea de más de {max} caracteres: {line}",
    }
    KEPT_TOO_MUCH {
        en: "That is more than a lesson can hold: {steps} steps, {lines} lines each.",
        es: "Eso es más de lo que cabe en una lección: {steps} pasos de {lines} líneas.",
    }
    KEPT_NO_PLACE {
        en: "There is no place for lessons of one's own: set HOME or XDG_DATA_HOME.",
        es: "No hay dónde guardar lecciones propias: define HOME o XDG_DATA_HOME.",
    }
    KEPT_UNWRITABLE { en: "The lesson could not be written: {why}.", es: "No se pudo guardar la lección: {why}." }
    COURSE_GO_ON { en: "Go on with the course", es: "Seguir con el curso" }
    COURSE_GO_ON_WITH { en: "Go on with: {title}", es: "Seguir con: {title}" }
    COURSE_BEGIN_ANEW { en: "From the beginning: {title}", es: "Desde el principio: {title}" }
    COURSE_WHOLE_LIST { en: "The whole course", es: "El curso completo" }
    COURSE_ONCE_MORE { en: "Once more", es: "Una vez más" }
    COURSE_REVIEW {
        en: "From “{title}”, which went wrong last time: {question}",
        es: "De «{title}», que la última vez salió mal: {question}",
    }
    COURSE_LESSON { en: "lesson", es: "lección" }
    COURSE_TASK { en: "task", es: "tarea" }
    COURSE_PUZZLE { en: "puzzle", es: "acertijo" }
    TASK_REACHED {
        en: "Goal reached. Moves: {moves}, which is par.",
        es: "Meta alcanzada. Jugadas: {moves}, justo las previstas.",
    }
    TASK_BEATEN {
        en: "Goal reached. Moves: {moves}; par, which is {par}, was beaten!",
        es: "Meta alcanzada. Jugadas: {moves}, ¡menos de las {par} previstas!",
    }
    TASK_OVER_PAR {
        en: "Goal reached. Moves: {moves}; par is {par}.",
        es: "Meta alcanzada. Jugadas: {moves}; las previstas son {par}.",
    }
    TASK_MISSED {
        en: "The goal was not reached; what was missing: {wanted}",
        es: "La meta no se alcanzó; faltó: {wanted}",
    }
    TASK_NOT_ALLOWED {
        en: "This task is to be solved without {call}().",
        es: "Esta tarea se resuelve sin {call}().",
    }
    TASK_NO_WIRE {
        en: "This task is to be solved without touching the wire.",
        es: "Esta tarea se resuelve sin tocar el cable.",
    }
    TASK_HINT { en: "Hint {number}/{all}: {hint}", es: "Pista {number}/{all}: {hint}" }
    TASK_NO_MORE_HINTS { en: "There are no more hints.", es: "No hay más pistas." }
    TASK_NO_HINTS {
        en: "Hints belong to tasks; {key} lists the course.",
        es: "Las pistas son de las tareas; {key} muestra el curso.",
    }
    TASK_HOW {
        en: "Make the calls yourself: {calls} to choose one, {prompt} to type one, {hint} for a hint.",
        es: "Haz tú las llamadas: {calls} para elegir, {prompt} para escribir, {hint} para una pista.",
    }
    TASK_HEADING { en: "Task: {title}", es: "Tarea: {title}" }
    PUZZLE_WHAT_IS_WRONG { en: "What is wrong?", es: "¿Qué está mal?" }
    PUZZLE_MEND_IT { en: "Mend it", es: "Arréglalo" }
    PUZZLE_LINE { en: "A line of the script", es: "Una línea del guion" }
    PUZZLE_LINE_HOW { en: "Enter: take it · Esc: leave it as it was", es: "Enter: aceptar · Esc: dejarla como estaba" }
    PUZZLE_HEADING { en: "Puzzle: {title}", es: "Acertijo: {title}" }
    PUZZLE_NOT_THAT { en: "Not that: {choice}", es: "Eso no: {choice}" }
    PUZZLE_THAT_IS_IT { en: "That is it: {choice}", es: "Eso es: {choice}" }
    PUZZLE_MENDED { en: "Mended: {title}", es: "Arreglado: {title}" }
    PUZZLE_MENDED_HOW {
        en: "It comes to what was wanted: {wanted} {key} lists the course.",
        es: "Resulta lo que se pedía: {wanted} {key} muestra el curso.",
    }
    PUZZLE_AGAIN { en: "{key}: say again what is wrong", es: "{key}: decir de nuevo qué está mal" }
    PUZZLE_NOW_MEND { en: "{key}: mend it", es: "{key}: arreglarlo" }
    PUZZLE_OTHER_SIDE {
        en: "Only the lines of the side at fault may be changed; the others must stay as they are.",
        es: "Solo se pueden cambiar las líneas del lado con el error; las demás deben quedar igual.",
    }
    PUZZLE_MEND { en: "Mend it: {wanted}", es: "Arréglalo: {wanted}" }
    PUZZLE_NOT_MENDED { en: "Not mended yet", es: "Aún no está arreglado" }
    PUZZLE_NOT_MENDED_HOW {
        en: "It should come to this: {wanted}. It came to this: {saw}. {key}: on to the lines again.",
        es: "Debía resultar esto: {wanted}. Resultó esto: {saw}. {key}: de vuelta a las líneas.",
    }
    PUZZLE_MEND_HOW {
        en: "Enter: edit · n: new line · d: remove · r: run · Esc: close",
        es: "Enter: editar · n: nueva · d: quitar · r: ejecutar · Esc: cerrar",
    }
    PUZZLE_FIXED {
        en: "This line is not at fault; it stays as it is.",
        es: "Esta línea no tiene la culpa; queda como está.",
    }
}
