// What is wrong with a lesson's file.

texts! {
    LESSON_UNREADABLE {
        en: "The file cannot be read: {why}.",
        es: "No se puede leer el archivo: {why}.",
    }
    LESSON_TOO_LARGE {
        en: "The file is too large: a lesson has at most {max} bytes.",
        es: "El archivo es demasiado grande: una lección tiene como máximo {max} bytes.",
    }
    LESSON_NOT_UTF8 {
        en: "The file is not UTF-8 text; save it again with that encoding.",
        es: "El archivo no es texto UTF-8; guárdalo de nuevo con esa codificación.",
    }
    LESSON_TOML {
        en: "This is not what a lesson file may hold: {why}.",
        es: "Esto no puede estar en un archivo de lección: {why}.",
    }
    LESSON_EMPTY { en: "The text has nothing in {which}.", es: "El texto está vacío en {which}." }
    LESSON_TOO_LONG {
        en: "The text in {which} has {len} characters; there is room for {max}.",
        es: "El texto en {which} tiene {len} caracteres; caben {max}.",
    }
    LESSON_COUNT {
        en: "There are {count} here; there must be from {min} to {max}.",
        es: "Aquí hay {count}; debe haber entre {min} y {max}.",
    }
    LESSON_BAD_ID {
        en: "A step needs an id of its own, of the letters a to z, digits and -.",
        es: "Cada paso necesita un id propio, con letras de la a a la z, cifras y -.",
    }
    LESSON_NO_NAME {
        en: "A lesson's name is its file's name without .toml: the letters a to z, digits and -.",
        es: "El nombre de una lección es el de su archivo sin .toml: letras de la a a la z, cifras y -.",
    }
    LESSON_NO_SUCH_ANSWER {
        en: "The answer must be the English text of one of the choices.",
        es: "La respuesta debe ser el texto en inglés de una de las opciones.",
    }
    LESSON_NO_SUCH_LINE {
        en: "the step has {lines} lines in run; line is one of them, counted from 1",
        es: "el paso tiene {lines} líneas en run; line es una de ellas, contada desde 1",
    }
    LESSON_NOT_BY_PART {
        en: "Where the host is a program, its lines are host's and the other end's are board's: not server's and client's.",
        es: "Cuando el host es un programa, sus líneas son de host y las del otro extremo de board: no de server ni de client.",
    }
    LESSON_NOT_AN_EXPECTATION {
        en: "Only lines that begin with expect can stand here; the others go to run.",
        es: "Aquí solo puede haber líneas que empiecen con expect; las demás van en run.",
    }
    LESSON_NO_SUCH_CALL {
        en: "There is no call {name}; here stand names of calls, and wire.",
        es: "No existe la llamada {name}; aquí van nombres de llamadas, y wire.",
    }
    LESSON_EMPTY_LINE { en: "The line says nothing.", es: "La línea no dice nada." }
}
