-- One row per computer of OCS Inventory NG 2.x, with its parts as lists of objects.
SELECT h.ID AS id, h.DEVICEID AS deviceid, h.NAME AS name, h.UUID AS uuid, h.LASTDATE AS lastdate,
       h.OSNAME AS osname, h.OSVERSION AS osversion, h.OSCOMMENTS AS oscomments, h.ARCH AS arch,
       h.WINPRODID AS winprodid, h.USERID AS userid, a.TAG AS tag,
       b.SSN AS ssn, b.SMANUFACTURER AS smanufacturer, b.SMODEL AS smodel, b.TYPE AS chassis, b.ASSETTAG AS assettag,
       (SELECT JSON_ARRAYAGG(JSON_OBJECT('mountpoint', COALESCE(NULLIF(d.LETTER, ''), d.TYPE), 'type', d.TYPE,
                                         'device', d.VOLUMN, 'filesystem', d.FILESYSTEM, 'total', d.TOTAL))
          FROM drives d WHERE d.HARDWARE_ID = h.ID) AS drives,
       (SELECT JSON_ARRAYAGG(JSON_OBJECT('name', c.TYPE, 'cores', c.CORES, 'threads', c.LOGICAL_CPUS))
          FROM cpus c WHERE c.HARDWARE_ID = h.ID) AS cpus,
       (SELECT JSON_ARRAYAGG(JSON_OBJECT('type', m.TYPE, 'caption', m.CAPTION, 'capacity', m.CAPACITY,
                                         'serial', m.SERIALNUMBER, 'slot', m.NUMSLOTS))
          FROM memories m WHERE m.HARDWARE_ID = h.ID AND m.CAPACITY REGEXP '^[1-9]') AS memories,
       -- OCS has a row for each address of a port.
       (SELECT JSON_ARRAYAGG(JSON_OBJECT('mac', n.MACADDR, 'name', n.DESCRIPTION, 'addresses', n.addresses))
          FROM (SELECT HARDWARE_ID, MACADDR, DESCRIPTION,
                       GROUP_CONCAT(DISTINCT NULLIF(IPADDRESS, '') ORDER BY IPADDRESS SEPARATOR ', ') AS addresses
                  FROM networks
                 WHERE MACADDR <> '' AND MACADDR <> '00:00:00:00:00:00' AND COALESCE(VIRTUALDEV, 0) = 0
                 GROUP BY HARDWARE_ID, MACADDR, DESCRIPTION) n
         WHERE n.HARDWARE_ID = h.ID) AS networks
  FROM hardware h
  LEFT JOIN bios b ON b.HARDWARE_ID = h.ID
  LEFT JOIN accountinfo a ON a.HARDWARE_ID = h.ID
 -- Groups are rows of this table, too; archived computers are out of service.
 WHERE h.DEVICEID NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
   AND COALESCE(h.ARCHIVE, 0) = 0
   -- AND h.LASTDATE > :since
