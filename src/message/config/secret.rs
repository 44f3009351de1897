//! Problems of references to secrets.

use crate::message::messages;

messages! { "config.secret";
    not_a_credential() "this is not the name of a credential"
        = "ce n'est pas le nom d'un credential";
    credential_example(key)
        "for example {key} = \"credential:glpi\", with LoadCredential=glpi:/etc/stocktake/glpi in the unit of systemd"
        = "par exemple {key} = \"credential:glpi\", avec LoadCredential=glpi:/etc/stocktake/glpi dans \
           l'unité systemd";
    open_quote() "a quotation mark is not closed"
        = "un guillemet n'est pas fermé";
    no_program() "the program is missing"
        = "le programme manque";
    command_example(key) "for example {key} = \"cmd:pass show glpi\" or {key} = \"cmd:bin/token 'two words'\""
        = "par exemple {key} = \"cmd:pass show glpi\" ou {key} = \"cmd:bin/token 'deux mots'\"";
    no_shell(word)
        "`{word}` is an argument like any other: no shell reads this; write cmd:sh -c '…' where one should"
        = "`{word}` est un argument comme un autre\u{a0}: aucun shell ne lit cette ligne\u{a0}; écrivez \
           cmd:sh -c '…' s'il en faut un";
    not_a_place() "this does not name a field of a secret in a store"
        = "ceci ne désigne pas un champ d'un secret dans un coffre";
    place_example(key)
        "vault:STORE/PATH#FIELD, for example {key} = \"vault:keys/secret/glpi#token\" with [system.keys.vault]"
        = "vault:COFFRE/CHEMIN#CHAMP, par exemple {key} = \"vault:keys/secret/glpi#token\" avec \
           [system.keys.vault]";
    no_store(name) "there is no store of secrets `{name}`"
        = "il n'y a pas de coffre à secrets `{name}`";
    store_example(name)
        "declare it: [system.{name}.vault] with its url and how to log in"
        = "déclarez-le\u{a0}: [system.{name}.vault] avec son url et le mode de connexion";
    stores() "stores"
        = "coffres";
    not_a_store(name, product) "`{name}` is a {product}, which keeps no secrets"
        = "`{name}` est un {product}, qui ne garde pas de secrets";
    store_in_store() "a store of secrets is not opened by a secret that a store keeps"
        = "un coffre à secrets ne s'ouvre pas avec un secret gardé dans un coffre";
    not_in_a_store() "write env:NAME, file:PATH, credential:NAME or cmd:PROGRAM here"
        = "écrivez ici env:NOM, file:CHEMIN, credential:NOM ou cmd:PROGRAMME";
}
