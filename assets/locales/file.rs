// What is wrong with a TOML file, a lesson's or the configuration.

texts! {
    FILE_UNKNOWN_FIELD {
        en: "there is no field {name} here; there are: {known}",
        es: "aquí no existe el campo {name}; existen: {known}",
    }
    FILE_NO_FIELDS { en: "there is no field {name} here", es: "aquí no existe el campo {name}" }
    FILE_MISSING { en: "the field {name} is missing", es: "falta el campo {name}" }
    FILE_TWICE { en: "this field stands here twice", es: "este campo aparece dos veces" }
    FILE_UNKNOWN_WORD {
        en: "{name} is not known here; what can stand here: {known}",
        es: "{name} no se conoce aquí; puede ir: {known}",
    }
    FILE_WRONG_KIND {
        en: "here stands {found}; it must be {wanted}",
        es: "aquí hay {found}; debe ser {wanted}",
    }
    FILE_OUT_OF_RANGE { en: "the number {number} cannot stand here", es: "aquí no puede ir el número {number}" }
    FILE_TEXT { en: "a text in quotes", es: "un texto entre comillas" }
    FILE_NUMBER { en: "a whole number", es: "un número entero" }
    FILE_FRACTION { en: "a number with decimals", es: "un número con decimales" }
    FILE_YES_NO { en: "true or false", es: "true o false" }
    FILE_LIST { en: "a list in [ ]", es: "una lista entre [ ]" }
    FILE_TABLE { en: "a table", es: "una tabla" }
    FILE_WORDS {
        en: "a text in each language, {form}",
        es: "un texto en cada idioma, {form}",
    }
    FILE_CHOICE { en: "a text in quotes, or {form}", es: "un texto entre comillas, o {form}" }
    FILE_NO_VALUE {
        en: "this is no value: texts stand in quotes, and between two values stands a comma",
        es: "esto no es un valor: los textos van entre comillas, y entre dos valores va una coma",
    }
    FILE_OTHER { en: "something else", es: "otra cosa" }
    FILE_QUOTE { en: "a quotation mark is missing, or one too many", es: "faltan comillas, o sobran" }
    FILE_COMMA { en: "a comma is missing, or one too many", es: "falta una coma, o sobra" }
    FILE_BRACKET { en: "a bracket is missing, or one too many", es: "falta un corchete o una llave, o sobra" }
    FILE_VALUE { en: "a value is missing after the =, or it is none", es: "después del = falta un valor, o no lo es" }
    FILE_KEY { en: "a field's name is missing before the =", es: "antes del = falta el nombre de un campo" }
    FILE_EQUALS { en: "between name and value stands one =", es: "entre el nombre y el valor va un =" }
    FILE_NO_TOML { en: "this is not TOML", es: "esto no es TOML" }

    CONFIG_AT { en: "line {line}, column {column}: {what}", es: "línea {line}, columna {column}: {what}" }
    CONFIG_NO_FILE { en: "this is no regular file", es: "no es un archivo común" }
    CONFIG_TOO_LONG { en: "this is longer than {most} KiB", es: "pasa de {most} KiB" }
    CONFIG_NO_THEME {
        en: "theme: there is no {name}; there are {known}",
        es: "theme: no existe {name}; existen {known}",
    }
    KEYS_NO_ACTION { en: "keys: there is no action {name}", es: "keys: no existe la acción {name}" }
    KEYS_NO_KEY {
        en: "keys: there is no key {key}; write r, R, 5, F5, Enter, Space, Left, Ctrl+L",
        es: "keys: no existe la tecla {key}; escribe r, R, 5, F5, Enter, Space, Left, Ctrl+L",
    }
    KEYS_NO_QUIT {
        en: "keys: {action} has no key left, so the program could not be left; give it one",
        es: "keys: a {action} no le queda ninguna tecla y no se podría salir del programa; dale una",
    }
    KEYS_CLASH {
        en: "keys: {key} is given to both {one} and {other}",
        es: "keys: {key} se da a la vez a {one} y a {other}",
    }
}
