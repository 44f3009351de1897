<?php
// Extension of iTop for stocktake: a ticket carries the key of the event that it is about, and iTop itself
// refuses a second ticket with the same key, also while the first is still being written.

SetupWebPage::AddModule(__FILE__, 'stocktake-once/1.0.0', array(
	'label' => 'stocktake: each ticket once',
	'category' => 'business',
	'dependencies' => array('itop-tickets/3.0.0'),
	'mandatory' => false,
	'visible' => true,
	'datamodel' => array(),
	'data.struct' => array(),
	'data.sample' => array(),
	'doc.manual_setup' => '',
	'doc.more_information' => '',
	'settings' => array(),
));
