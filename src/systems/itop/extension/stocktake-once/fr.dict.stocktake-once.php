<?php
Dict::Add('FR FR', 'French', 'Français', array(
	'Class:Ticket/Attribute:stocktake_ref' => 'Clé de stocktake',
	'Class:Ticket/Attribute:stocktake_ref+' => 'Nomme l\'événement dont parle le ticket ; un seul ticket la porte',
	'Class:Ticket/UniquenessRule:stocktake_ref' => 'un ticket porte déjà la même clé de stocktake',
	'Class:Ticket/UniquenessRule:stocktake_ref+' => 'Chaque événement a un seul ticket',
));
