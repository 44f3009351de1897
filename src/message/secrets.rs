//! Why a secret cannot be had from where it is kept on this machine.

use super::messages;

messages! { "secrets";
    not_set(name) [SecretMissing] "the environment variable {name} is not set"
        = "la variable d'environnement {name} n'est pas définie";
    empty_variable(name) [SecretMissing] "the environment variable {name} is empty"
        = "la variable d'environnement {name} est vide";
    variable_not_text(name) [SecretMissing] "the environment variable {name} is not UTF-8 text"
        = "la variable d'environnement {name} n'est pas du texte UTF-8";
    no_file(path) [SecretMissing] "the secret file {path} does not exist"
        = "le fichier de secret {path} n'existe pas";
    unreadable(path) [SecretMissing] "the secret file {path} cannot be read"
        = "le fichier de secret {path} est illisible";
    empty_file(path) [SecretMissing] "the secret file {path} is empty"
        = "le fichier de secret {path} est vide";
    no_credentials(name) [SecretMissing]
        "there is no credential {name}: CREDENTIALS_DIRECTORY is not set, so systemd handed none over; write \
         LoadCredential={name}:PATH in the [Service] section of the unit"
        = "pas de credential {name}\u{a0}: CREDENTIALS_DIRECTORY n'est pas définie, systemd n'en a donc transmis \
           aucun\u{a0}; écrivez LoadCredential={name}:CHEMIN dans la section [Service] de l'unité";
    no_credential(name) [SecretMissing]
        "systemd handed over no credential {name}; write LoadCredential={name}:PATH in the [Service] section of \
         the unit"
        = "systemd n'a pas transmis de credential {name}\u{a0}; écrivez LoadCredential={name}:CHEMIN dans la \
           section [Service] de l'unité";
    cannot_start(program) [SecretMissing] "the program {program} cannot be started"
        = "le programme {program} ne peut pas être lancé";
    no_program(program) [SecretMissing] "there is no program {program}"
        = "il n'y a pas de programme {program}";
    ended_with(program, code) [SecretMissing] "the program {program} ended with exit code {code}"
        = "le programme {program} s'est terminé avec le code {code}";
    was_killed(program, signal) [SecretMissing] "the program {program} was ended by signal {signal}"
        = "le programme {program} a été arrêté par le signal {signal}";
    it_said(what, said) "{what}: {said}"
        = "{what}\u{a0}: {said}";
    too_slow(program, seconds) [SecretMissing] "the program {program} gave no secret within {seconds} s and was ended"
        = "le programme {program} n'a donné aucun secret en {seconds} s et a été arrêté";
    too_much(program, most) [SecretMissing] "the program {program} wrote more than {most} bytes, which is no secret"
        = "le programme {program} a écrit plus de {most} octets, ce n'est pas un secret";
    wrote_nothing(program) [SecretMissing] "the program {program} ended well and wrote nothing"
        = "le programme {program} s'est bien terminé et n'a rien écrit";
    wrote_no_text(program) [SecretMissing] "what the program {program} wrote is not UTF-8 text"
        = "ce que le programme {program} a écrit n'est pas du texte UTF-8";
    no_store(name) [SecretMissing] "stocktake.toml has no store of secrets `{name}`"
        = "stocktake.toml n'a pas de coffre à secrets `{name}`";
    store_in_store() "a store of secrets is not opened by a secret that a store keeps"
        = "un coffre à secrets ne s'ouvre pas avec un secret gardé dans un coffre";
}
