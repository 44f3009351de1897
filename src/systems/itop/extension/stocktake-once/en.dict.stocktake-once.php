<?php
Dict::Add('EN US', 'English', 'English', array(
	'Class:Ticket/Attribute:stocktake_ref' => 'Key of stocktake',
	'Class:Ticket/Attribute:stocktake_ref+' => 'Names the event that the ticket is about; there is one ticket with it',
	'Class:Ticket/UniquenessRule:stocktake_ref' => 'there is a ticket with the same key of stocktake',
	'Class:Ticket/UniquenessRule:stocktake_ref+' => 'Each event gets one ticket',
));
