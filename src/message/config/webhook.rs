//! Problems of `[webhook.NAME]`.

use crate::message::messages;

messages! { "config.webhook";
    url_example() "url = \"https://example.org/hook\", or where it stands, for it may be a secret: url = \"env:WEBHOOK\""
        = "url = \"https://example.org/hook\", ou l'endroit où elle se trouve, car elle peut être un secret\u{a0}: \
           url = \"env:WEBHOOK\"";
    url_is_a_secret(host) "who knows an address of {host} may write there"
        = "qui connaît une adresse de {host} peut y écrire";
    url_elsewhere() "keep it elsewhere: url = \"env:WEBHOOK\"; file:, credential:, vault: and cmd: do as well"
        = "gardez-la ailleurs\u{a0}: url = \"env:WEBHOOK\"\u{a0}; `file:`, `credential:`, `vault:` et `cmd:` conviennent aussi";
    url_is_private(host) "{host} is in no public network"
        = "{host} n'est dans aucun réseau public";
    allow_private() "allow_private = true, if it is meant to stand there"
        = "allow_private = true, s'il doit s'y trouver";
    format_or_template() "`format` beside `template`: one of them says what is sent"
        = "`format` à côté de `template`\u{a0}: l'un des deux dit ce qui est envoyé";
    cannot_read(file, error) "cannot read {file}: {error}"
        = "impossible de lire {file}\u{a0}: {error}";
    template_fails(occasion, reason) "the template fails with an example of {occasion}: {reason}"
        = "le modèle échoue avec un exemple de {occasion}\u{a0}: {reason}";
    no_such_name(name) "a message has no `{name}`"
        = "un message n'a pas de `{name}`";
    at_line(line, reason) "line {line}: {reason}"
        = "ligne {line}\u{a0}: {reason}";
    what_templates_see()
        "it sees `type`, `timestamp` and `data` with `title`, `lines`, `url`, `job` and the rest of the JSON of \
         our own; in JSON each text goes through `| tojson`"
        = "il voit `type`, `timestamp` et `data` avec `title`, `lines`, `url`, `job` et le reste de notre JSON\u{a0}; \
           en JSON chaque texte passe par `| tojson`";
}
