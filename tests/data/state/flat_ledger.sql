-- What a program of before 20261128000009 left behind after the nights of tests/it/older_state.rs, without its
-- mails. Links stand in the flat form (src/store/flat_ledger.rs). Do not edit.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO __diesel_schema_migrations VALUES('20261121000001','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261121000002','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261121000003','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261121000004','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261121000005','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261121000006','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261122000007','2026-11-28 10:02:59');
INSERT INTO __diesel_schema_migrations VALUES('20261128000008','2026-11-28 10:02:59');
CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    started_by TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    node TEXT NOT NULL,
    alive_at TEXT NOT NULL,
    to_create BIGINT NOT NULL,
    to_update BIGINT NOT NULL,
    to_retire BIGINT NOT NULL,
    to_restore BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    moved BIGINT NOT NULL,
    digest TEXT,
    records TEXT NOT NULL,
    message TEXT
, reading TEXT);
INSERT INTO runs VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76','nightly','command','done','2026-11-28T10:02:59.016308Z','2026-11-28T10:02:59.728951Z','srv1/1','2026-11-28T10:02:59.728951Z',9,0,0,0,0,0,9,0,0,'489aad7d9c8f6a3312d06b3bb33dd6604a46bf714812c9ad4b8153f192c631bf','{"computers":9}',NULL,'{"records":{"computers":9},"filled":{"computers":{"name":9}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-ab20-73e0-be30-b8d9a1d49c89','agents','command','done','2026-11-28T10:02:59.744354Z','2026-11-28T10:02:59.983151Z','srv1/1','2026-11-28T10:02:59.983151Z',0,0,0,0,1,0,0,0,0,'7efbb93eff1d4e11567a2c27efc5d4948ee0070b3d63cc9c4d22b5823a533229','{"agents":1}',NULL,'{"records":{"agents":1},"filled":{"agents":{"name":1}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225','nightly','command','done','2026-11-28T10:02:59.993306Z','2026-11-28T10:03:00.685348Z','srv1/1','2026-11-28T10:03:00.685348Z',0,1,2,0,6,0,3,0,0,'e8f77638cc378fed6bf1708306bbb2f429eaf3fbf3b1b2a10732222cdf00ff63','{"computers":7}',NULL,'{"records":{"computers":7},"filled":{"computers":{"name":7}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-aed7-7324-9d30-4cab730e86b9','agents','command','done','2026-11-28T10:03:00.695692Z','2026-11-28T10:03:00.932082Z','srv1/1','2026-11-28T10:03:00.932082Z',0,0,0,0,1,0,0,0,0,'7efbb93eff1d4e11567a2c27efc5d4948ee0070b3d63cc9c4d22b5823a533229','{"agents":1}',NULL,'{"records":{"agents":1},"filled":{"agents":{"name":1}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-afcb-7bc1-9c91-b14b00dd439d','nightly','command','done','2026-11-28T10:03:00.939765Z','2026-11-28T10:03:01.619610Z','srv1/1','2026-11-28T10:03:01.619610Z',0,0,2,0,7,0,2,0,0,'4b12da6a8131e7adb53bcb986035bb1c13800667a4d778a6cc932dbb00f64444','{"computers":7}',NULL,'{"records":{"computers":7},"filled":{"computers":{"name":7}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-b27d-7e37-a362-3f8cc12bfc48','agents','command','done','2026-11-28T10:03:01.629724Z','2026-11-28T10:03:01.872514Z','srv1/1','2026-11-28T10:03:01.872514Z',0,0,0,0,1,0,0,0,0,'7efbb93eff1d4e11567a2c27efc5d4948ee0070b3d63cc9c4d22b5823a533229','{"agents":1}',NULL,'{"records":{"agents":1},"filled":{"agents":{"name":1}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-b37a-7519-aada-499054888d8d','nightly','command','partial','2026-11-28T10:03:01.882763Z','2026-11-28T10:03:02.572651Z','srv1/1','2026-11-28T10:03:02.572651Z',0,1,1,0,5,0,1,0,1,'42e9ee38bdd0427aaf6d823fa6ff7a25232cce205ce1c604b0b983af5e7016a5','{"computers":6}',NULL,'{"records":{"computers":6},"filled":{"computers":{"name":6}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-b638-77f6-bf63-b9d522e0eedd','agents','command','done','2026-11-28T10:03:02.584205Z','2026-11-28T10:03:03.232491Z','srv1/1','2026-11-28T10:03:03.232491Z',0,1,0,0,0,0,1,0,0,'1dab13bb7290bf0d5ed124843f9636ec56c72f095944f24a63062dcecfdcbb68','{"agents":1}',NULL,'{"records":{"agents":1},"filled":{"agents":{"name":1}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-b8cf-75f5-ac79-e8fff232b405','nightly','command','done','2026-11-28T10:03:03.247325Z','2026-11-28T10:03:03.509383Z','srv1/1','2026-11-28T10:03:03.509383Z',0,0,0,0,6,0,0,0,0,'e937932b217fabce3f6908af5b2fed241bb7fa2a063cb37afc52984cb6386de6','{"computers":6}',NULL,'{"records":{"computers":6},"filled":{"computers":{"name":6}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-b9df-70f4-ac63-b86b6bbc2b49','agents','command','done','2026-11-28T10:03:03.519658Z','2026-11-28T10:03:03.762921Z','srv1/1','2026-11-28T10:03:03.762921Z',0,0,0,0,1,0,0,0,0,'7efbb93eff1d4e11567a2c27efc5d4948ee0070b3d63cc9c4d22b5823a533229','{"agents":1}',NULL,'{"records":{"agents":1},"filled":{"agents":{"name":1}},"files":{}}');
INSERT INTO runs VALUES('01a2219b-baf5-7b82-8b00-79493926a182','nightly','command','done','2026-11-28T10:03:03.797869Z','2026-11-28T10:03:04.061840Z','srv1/1','2026-11-28T10:03:04.061840Z',0,0,0,0,6,0,0,0,0,'01ee1c792bed4763ca638845a42b18d6236e546fcd1208685f0c7c8901205156','{"computers":6}',NULL,'{"records":{"computers":6},"filled":{"computers":{"name":6}},"files":{}}');
CREATE TABLE entries (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    class TEXT NOT NULL,
    operation TEXT NOT NULL,
    source_key TEXT NOT NULL,
    -- The child set that the row belongs to; null for items, names and links.
    part TEXT,
    label TEXT NOT NULL,
    remote_id BIGINT,
    fields TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT, sent_at TEXT, proof TEXT, silent TEXT,
    PRIMARY KEY (run, seq)
);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',1,'OperatingSystem','create','',NULL,'Debian 12',1,'[{"field":"name","before":null,"after":"Debian 12","was":"empty","to":{"text":"Debian 12"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',2,'Computer','create','agent',NULL,'agent',1,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"agent","was":"empty","to":{"text":"agent"}},{"field":"serial","before":null,"after":"S-6","was":"empty","to":{"text":"S-6"}},{"field":"contact","before":null,"after":"Gus","was":"empty","to":{"text":"Gus"}},{"field":"comment","before":null,"after":"of agent","was":"empty","to":{"text":"of agent"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',3,'Computer','create','disks',NULL,'disks',2,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"disks","was":"empty","to":{"text":"disks"}},{"field":"serial","before":null,"after":"S-1","was":"empty","to":{"text":"S-1"}},{"field":"contact","before":null,"after":"Ana","was":"empty","to":{"text":"Ana"}},{"field":"comment","before":null,"after":"of disks","was":"empty","to":{"text":"of disks"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',4,'Computer','create','flagged',NULL,'flagged',3,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"flagged","was":"empty","to":{"text":"flagged"}},{"field":"serial","before":null,"after":"S-7","was":"empty","to":{"text":"S-7"}},{"field":"contact","before":null,"after":"Ida","was":"empty","to":{"text":"Ida"}},{"field":"comment","before":null,"after":"of flagged","was":"empty","to":{"text":"of flagged"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',5,'Computer','create','fought',NULL,'fought',4,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"fought","was":"empty","to":{"text":"fought"}},{"field":"serial","before":null,"after":"S-2","was":"empty","to":{"text":"S-2"}},{"field":"contact","before":null,"after":"Bob","was":"empty","to":{"text":"Bob"}},{"field":"comment","before":null,"after":"of fought","was":"empty","to":{"text":"of fought"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',6,'Computer','create','giver',NULL,'giver',5,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"giver","was":"empty","to":{"text":"giver"}},{"field":"serial","before":null,"after":"S-4","was":"empty","to":{"text":"S-4"}},{"field":"contact","before":null,"after":"Eve","was":"empty","to":{"text":"Eve"}},{"field":"comment","before":null,"after":"of giver","was":"empty","to":{"text":"of giver"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',7,'Computer','create','returned',NULL,'returned',6,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"returned","was":"empty","to":{"text":"returned"}},{"field":"serial","before":null,"after":"S-9","was":"empty","to":{"text":"S-9"}},{"field":"contact","before":null,"after":"Kim","was":"empty","to":{"text":"Kim"}},{"field":"comment","before":null,"after":"of returned","was":"empty","to":{"text":"of returned"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',8,'Computer','create','shared',NULL,'shared',7,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"shared","was":"empty","to":{"text":"shared"}},{"field":"serial","before":null,"after":"S-3","was":"empty","to":{"text":"S-3"}},{"field":"contact","before":null,"after":"Dan","was":"empty","to":{"text":"Dan"}},{"field":"comment","before":null,"after":"of shared","was":"empty","to":{"text":"of shared"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',9,'Computer','create','taker',NULL,'taker',8,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"taker","was":"empty","to":{"text":"taker"}},{"field":"serial","before":null,"after":"S-5","was":"empty","to":{"text":"S-5"}},{"field":"contact","before":null,"after":"Fay","was":"empty","to":{"text":"Fay"}},{"field":"comment","before":null,"after":"of taker","was":"empty","to":{"text":"of taker"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',10,'Computer','create','trashed',NULL,'trashed',9,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"trashed","was":"empty","to":{"text":"trashed"}},{"field":"serial","before":null,"after":"S-8","was":"empty","to":{"text":"S-8"}},{"field":"contact","before":null,"after":"Jim","was":"empty","to":{"text":"Jim"}},{"field":"comment","before":null,"after":"of trashed","was":"empty","to":{"text":"of trashed"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',11,'Item_OperatingSystem','create','agent','operating_system','agent',1,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":1,"was":"empty","to":{"ref":1}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',12,'Item_OperatingSystem','create','disks','operating_system','disks',2,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":2,"was":"empty","to":{"ref":2}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',13,'Item_OperatingSystem','create','flagged','operating_system','flagged',3,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":3,"was":"empty","to":{"ref":3}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',14,'Item_OperatingSystem','create','fought','operating_system','fought',4,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":4,"was":"empty","to":{"ref":4}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',15,'Item_OperatingSystem','create','giver','operating_system','giver',5,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":5,"was":"empty","to":{"ref":5}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',16,'Item_OperatingSystem','create','returned','operating_system','returned',6,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":6,"was":"empty","to":{"ref":6}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',17,'Item_OperatingSystem','create','shared','operating_system','shared',7,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":7,"was":"empty","to":{"ref":7}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',18,'Item_OperatingSystem','create','taker','operating_system','taker',8,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":8,"was":"empty","to":{"ref":8}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',19,'Item_OperatingSystem','create','trashed','operating_system','trashed',9,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":9,"was":"empty","to":{"ref":9}},{"field":"operatingsystems_id","before":null,"after":"Debian 12","was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',29,'Contract','create','agent','contract','agent',1,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service agent","was":"empty","to":{"text":"Service agent"}},{"field":"num","before":null,"after":"N-agent","was":"empty","to":{"text":"N-agent"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',30,'Contract','create','disks','contract','disks',2,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service disks","was":"empty","to":{"text":"Service disks"}},{"field":"num","before":null,"after":"N-disks","was":"empty","to":{"text":"N-disks"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',31,'Contract','create','flagged','contract','flagged',3,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service flagged","was":"empty","to":{"text":"Service flagged"}},{"field":"num","before":null,"after":"N-flagged","was":"empty","to":{"text":"N-flagged"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',32,'Contract','create','fought','contract','fought',4,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service fought","was":"empty","to":{"text":"Service fought"}},{"field":"num","before":null,"after":"N-fought","was":"empty","to":{"text":"N-fought"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',33,'Contract','create','giver','contract','giver',5,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service giver","was":"empty","to":{"text":"Service giver"}},{"field":"num","before":null,"after":"N-giver","was":"empty","to":{"text":"N-giver"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',34,'Contract','create','returned','contract','returned',6,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service returned","was":"empty","to":{"text":"Service returned"}},{"field":"num","before":null,"after":"N-returned","was":"empty","to":{"text":"N-returned"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',35,'Contract','create','shared','contract','shared',7,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service shared","was":"empty","to":{"text":"Service shared"}},{"field":"num","before":null,"after":"N-shared","was":"empty","to":{"text":"N-shared"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',36,'Contract','create','taker','contract','taker',8,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service taker","was":"empty","to":{"text":"Service taker"}},{"field":"num","before":null,"after":"N-taker","was":"empty","to":{"text":"N-taker"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',37,'Contract','create','trashed','contract','trashed',9,'[{"field":"entities_id","before":null,"after":"Root entity","was":"empty","to":{"ref":0}},{"field":"name","before":null,"after":"Service trashed","was":"empty","to":{"text":"Service trashed"}},{"field":"num","before":null,"after":"N-trashed","was":"empty","to":{"text":"N-trashed"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',20,'Infocom','create','agent','infocom','agent',1,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":1,"was":"empty","to":{"ref":1}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',21,'Infocom','create','disks','infocom','disks',2,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":2,"was":"empty","to":{"ref":2}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',22,'Infocom','create','flagged','infocom','flagged',3,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":3,"was":"empty","to":{"ref":3}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',23,'Infocom','create','fought','infocom','fought',4,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":4,"was":"empty","to":{"ref":4}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',24,'Infocom','create','giver','infocom','giver',5,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":5,"was":"empty","to":{"ref":5}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',25,'Infocom','create','returned','infocom','returned',6,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":6,"was":"empty","to":{"ref":6}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',26,'Infocom','create','shared','infocom','shared',7,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":7,"was":"empty","to":{"ref":7}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',27,'Infocom','create','taker','infocom','taker',8,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":8,"was":"empty","to":{"ref":8}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',28,'Infocom','create','trashed','infocom','trashed',9,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":9,"was":"empty","to":{"ref":9}},{"field":"value","before":null,"after":"100.0000","was":"empty","to":{"decimal":1000000}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',38,'Item_Disk','create','disks','disks','disks',1,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":2,"was":"empty","to":{"ref":2}},{"field":"mountpoint","before":null,"after":"/","was":"empty","to":{"text":"/"}},{"field":"totalsize","before":null,"after":102400,"was":"empty","to":{"int":102400}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',39,'Item_Disk','create','fought','disks','fought',2,'[{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":4,"was":"empty","to":{"ref":4}},{"field":"mountpoint","before":null,"after":"/","was":"empty","to":{"text":"/"}},{"field":"totalsize","before":null,"after":102400,"was":"empty","to":{"int":102400}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',40,'Contract_Item','create','agent',NULL,'agent',1,'[{"field":"contracts_id","before":null,"after":1,"was":"empty","to":{"ref":1}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":1,"was":"empty","to":{"ref":1}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',41,'Contract_Item','create','disks',NULL,'disks',2,'[{"field":"contracts_id","before":null,"after":2,"was":"empty","to":{"ref":2}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":2,"was":"empty","to":{"ref":2}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',42,'Contract_Item','create','flagged',NULL,'flagged',3,'[{"field":"contracts_id","before":null,"after":3,"was":"empty","to":{"ref":3}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":3,"was":"empty","to":{"ref":3}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',43,'Contract_Item','create','fought',NULL,'fought',4,'[{"field":"contracts_id","before":null,"after":4,"was":"empty","to":{"ref":4}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":4,"was":"empty","to":{"ref":4}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',44,'Contract_Item','create','giver',NULL,'giver',5,'[{"field":"contracts_id","before":null,"after":5,"was":"empty","to":{"ref":5}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":5,"was":"empty","to":{"ref":5}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',45,'Contract_Item','create','returned',NULL,'returned',6,'[{"field":"contracts_id","before":null,"after":6,"was":"empty","to":{"ref":6}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":6,"was":"empty","to":{"ref":6}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',46,'Contract_Item','create','shared',NULL,'shared',7,'[{"field":"contracts_id","before":null,"after":7,"was":"empty","to":{"ref":7}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":7,"was":"empty","to":{"ref":7}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',47,'Contract_Item','create','taker',NULL,'taker',8,'[{"field":"contracts_id","before":null,"after":8,"was":"empty","to":{"ref":8}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":8,"was":"empty","to":{"ref":8}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-a848-7f7e-9be7-1d4502b33f76',48,'Contract_Item','create','trashed',NULL,'trashed',9,'[{"field":"contracts_id","before":null,"after":9,"was":"empty","to":{"ref":9}},{"field":"itemtype","before":null,"after":"Computer","was":"empty","to":{"text":"Computer"}},{"field":"items_id","before":null,"after":9,"was":"empty","to":{"ref":9}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225',1,'State','create','',NULL,'Missing',1,'[{"field":"name","before":null,"after":"Missing","was":"empty","to":{"text":"Missing"}},{"field":"entities_id","before":null,"after":0,"was":"empty","to":{"ref":0}},{"field":"is_recursive","before":null,"after":true,"was":"empty","to":{"bool":true}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225',2,'Item_Disk','update','disks','disks','disks',3,'[{"field":"totalsize","before":1,"after":204800,"was":{"int":1},"to":{"int":204800}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225',3,'Computer','retire','returned',NULL,'returned',6,'[{"field":"states_id","before":null,"after":"Missing","was":"empty","to":{"ref":1}},{"field":"comment","before":"of returned","after":"missing since 2026-11-02","was":{"text":"of returned"},"to":{"text":"missing since 2026-11-02"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225',4,'Computer','retire','trashed',NULL,'trashed',9,'[{"field":"states_id","before":null,"after":"Missing","was":"empty","to":{"ref":1}},{"field":"comment","before":"of trashed","after":"missing since 2026-11-02","was":{"text":"of trashed"},"to":{"text":"missing since 2026-11-02"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-afcb-7bc1-9c91-b14b00dd439d',1,'Computer','retire','returned',NULL,'returned',6,'[]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-afcb-7bc1-9c91-b14b00dd439d',2,'Computer','retire','trashed',NULL,'trashed',9,'[]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-b37a-7519-aada-499054888d8d',1,'Computer','update','agent',NULL,'agent',1,'[{"field":"contact","before":"Zoé","after":"Hal","was":{"text":"Zoé"},"to":{"text":"Hal"}}]','moved','the desk did not take contact: locked there',NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-b37a-7519-aada-499054888d8d',2,'Computer','retire','flagged',NULL,'flagged',3,'[{"field":"states_id","before":null,"after":"Missing","was":"empty","to":{"ref":1}},{"field":"comment","before":"of flagged","after":"missing since 2026-12-03","was":{"text":"of flagged"},"to":{"text":"missing since 2026-12-03"}}]','done',NULL,NULL,NULL,NULL);
INSERT INTO entries VALUES('01a2219b-b638-77f6-bf63-b9d522e0eedd',1,'Computer','update','shared',NULL,'shared',7,'[{"field":"contact","before":"Dan","after":"root","was":{"text":"Dan"},"to":{"text":"root"}}]','done',NULL,NULL,NULL,NULL);
CREATE TABLE rejects (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    source TEXT NOT NULL,
    sheet TEXT,
    source_row BIGINT,
    source_key TEXT,
    field TEXT,
    reason TEXT NOT NULL,
    partial BOOLEAN NOT NULL, since TEXT,
    PRIMARY KEY (run, seq)
);
CREATE TABLE kept (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    class TEXT NOT NULL,
    source_key TEXT NOT NULL,
    remote_id BIGINT NOT NULL,
    label TEXT NOT NULL,
    field TEXT NOT NULL,
    live TEXT NOT NULL,
    wanted TEXT NOT NULL,
    reason TEXT NOT NULL, since TEXT,
    PRIMARY KEY (run, seq)
);
INSERT INTO kept VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225',1,'Computer','fought',4,'fought','contact','"Zoé"','"Bob"','edited by hand at the desk since it was last written',NULL);
INSERT INTO kept VALUES('01a2219b-ac19-74e9-99a8-525bdfb71225',2,'Computer','fought',4,'fought','disks[/]','null','"/"','removed by hand at the desk since it was last seen',NULL);
INSERT INTO kept VALUES('01a2219b-afcb-7bc1-9c91-b14b00dd439d',1,'Computer','fought',4,'fought','contact','"Zoé"','"Bob"','edited by hand at the desk since it was last written','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-afcb-7bc1-9c91-b14b00dd439d',2,'Computer','fought',4,'fought','disks[/]','null','"/"','removed by hand at the desk since it was last seen','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-b37a-7519-aada-499054888d8d',1,'Computer','fought',4,'fought','contact','"Zoé"','"Bob"','edited by hand at the desk since it was last written','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-b37a-7519-aada-499054888d8d',2,'Computer','fought',4,'fought','disks[/]','null','"/"','removed by hand at the desk since it was last seen','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-b8cf-75f5-ac79-e8fff232b405',1,'Computer','agent',1,'agent','contact','"Zoé"','"Hal"','locked at the desk: it did not take the value on 2026-12-03; tried again on 2026-12-10',NULL);
INSERT INTO kept VALUES('01a2219b-b8cf-75f5-ac79-e8fff232b405',2,'Computer','fought',4,'fought','contact','"Zoé"','"Bob"','edited by hand at the desk since it was last written','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-b8cf-75f5-ac79-e8fff232b405',3,'Computer','fought',4,'fought','disks[/]','null','"/"','removed by hand at the desk since it was last seen','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-baf5-7b82-8b00-79493926a182',1,'Computer','agent',1,'agent','contact','"Zoé"','"Hal"','changed back and forth 3 runs in a row; not written until someone decides','2026-11-28T10:03:03.247325Z');
INSERT INTO kept VALUES('01a2219b-baf5-7b82-8b00-79493926a182',2,'Computer','fought',4,'fought','contact','"Zoé"','"Bob"','edited by hand at the desk since it was last written','2026-11-28T10:02:59.993306Z');
INSERT INTO kept VALUES('01a2219b-baf5-7b82-8b00-79493926a182',3,'Computer','fought',4,'fought','disks[/]','null','"/"','removed by hand at the desk since it was last seen','2026-11-28T10:02:59.993306Z');
CREATE TABLE applied_files (
    job TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    run TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    PRIMARY KEY (job, sha256)
);
INSERT INTO applied_files VALUES('nightly','a43e4c35cc9991267f4c32869276e4fe0cd7f992419a720613f5f43362bf20ae','computers.csv','01a2219b-a848-7f7e-9be7-1d4502b33f76','2026-11-28T10:02:59.728059Z');
INSERT INTO applied_files VALUES('nightly','587e21b31ee111596ceb9538b1aaa9b6a41a04e9be31297513f3fb656e27c4a7','computers.csv','01a2219b-afcb-7bc1-9c91-b14b00dd439d','2026-11-28T10:03:01.618906Z');
INSERT INTO applied_files VALUES('agents','ec77686ef6165d54b48048342594b09b0c151f377480e43064d36cc6c200a382','agents.csv','01a2219b-b9df-70f4-ac63-b86b6bbc2b49','2026-11-28T10:03:03.762336Z');
INSERT INTO applied_files VALUES('nightly','19dc6ec0d25007920d2532f6de3d5fddbb303bbe869c5c5fc1575957972cc647','computers.csv','01a2219b-baf5-7b82-8b00-79493926a182','2026-11-28T10:03:04.061307Z');
CREATE TABLE links (
    system TEXT NOT NULL,
    job TEXT NOT NULL,
    class TEXT NOT NULL,
    source_key TEXT NOT NULL,
    remote_id BIGINT NOT NULL,
    ownership TEXT NOT NULL,
    base TEXT NOT NULL,
    absent_runs BIGINT NOT NULL,
    retired_at TEXT,
    PRIMARY KEY (system, job, class, source_key)
);
INSERT INTO links VALUES('glpi','nightly','Computer','fought',4,'made','{"comment":"of fought","contact":"Bob","contract.#":"4","contract.entities_id":"#0","contract.name":"Service fought","contract.num":"N-fought","disks[/].#":"2","disks[/].mountpoint":"/","disks[/].totalsize":"102400","entities_id":"#0","infocom.#":"4","infocom.value":"100.0000","name":"fought","os.#":"4","os.operatingsystems_id":"#1","serial":"S-2"}',0,NULL);
INSERT INTO links VALUES('glpi','nightly','Computer','disks',2,'made','{"comment":"of disks","contact":"Ana","contract.#":"2","contract.entities_id":"#0","contract.name":"Service disks","contract.num":"N-disks","disks[/].#":"1","disks[/].mountpoint":"/","disks[/].totalsize":"102400","disks[/home].#":"=3","disks[/home].mountpoint":"/home","disks[/home].totalsize":"204800","entities_id":"#0","infocom.#":"2","infocom.value":"100.0000","name":"disks","os.#":"2","os.operatingsystems_id":"#1","serial":"S-1"}',0,NULL);
INSERT INTO links VALUES('glpi','nightly','Computer','trashed',9,'made','{"comment":"missing since 2026-11-02","contact":"Jim","contract.#":"9","contract.entities_id":"#0","contract.name":"Service trashed","contract.num":"N-trashed","entities_id":"#0","infocom.#":"9","infocom.value":"100.0000","name":"trashed","os.#":"9","os.operatingsystems_id":"#1","serial":"S-8","states_id":"#1","~comment":"of trashed","~gone":"1","~since":"2026-12-02","~states_id":"","~step":"trash"}',1,'2026-11-28T10:03:01.609154559+00:00');
INSERT INTO links VALUES('glpi','nightly','Computer','taker',8,'made','{"comment":"of taker","contact":"Fay","contract.#":"8","contract.entities_id":"#0","contract.name":"Service taker","contract.num":"N-taker","entities_id":"#0","infocom.#":"8","infocom.value":"100.0000","name":"taker","os.#":"8","os.operatingsystems_id":"#1","serial":"S-5","~held.serial":"S-4"}',0,NULL);
INSERT INTO links VALUES('glpi','nightly','Computer','returned',6,'made','{"comment":"missing since 2026-11-02","contact":"Kim","contract.#":"6","contract.entities_id":"#0","contract.name":"Service returned","contract.num":"N-returned","entities_id":"#0","infocom.#":"6","infocom.value":"100.0000","name":"returned","os.#":"6","os.operatingsystems_id":"#1","serial":"S-9","states_id":"#1","~comment":"of returned","~gone":"1","~since":"2026-12-02","~states_id":"","~step":"returned"}',1,'2026-11-28T10:03:01.609142822+00:00');
INSERT INTO links VALUES('glpi','nightly','Computer','giver',5,'made','{"comment":"of giver","contact":"Eve","contract.#":"5","contract.entities_id":"#0","contract.name":"Service giver","contract.num":"N-giver","entities_id":"#0","infocom.#":"5","infocom.value":"100.0000","name":"giver","os.#":"5","os.operatingsystems_id":"#1","serial":"S-4","~blank.serial":"1"}',0,NULL);
INSERT INTO links VALUES('glpi','nightly','Computer','flagged',3,'made','{"comment":"missing since 2026-12-03","contact":"Ida","contract.#":"3","contract.entities_id":"#0","contract.name":"Service flagged","contract.num":"N-flagged","entities_id":"#0","infocom.#":"3","infocom.value":"100.0000","name":"flagged","os.#":"3","os.operatingsystems_id":"#1","serial":"S-7","states_id":"#1","~comment":"of flagged","~gone":"1","~since":"2026-12-03","~states_id":"","~step":"flag"}',1,'2026-11-28T10:03:02.561100695+00:00');
INSERT INTO links VALUES('glpi','agents','Computer','shared',7,'matched','{"contact":"root","name":"shared"}',0,NULL);
INSERT INTO links VALUES('glpi','nightly','Computer','shared',7,'made','{"comment":"of shared","contract.#":"7","contract.entities_id":"#0","contract.name":"Service shared","contract.num":"N-shared","entities_id":"#0","infocom.#":"7","infocom.value":"100.0000","name":"shared","os.#":"7","os.operatingsystems_id":"#1","serial":"S-3"}',0,NULL);
INSERT INTO links VALUES('glpi','nightly','Computer','agent',1,'made','{"comment":"of agent","contact":"Gus","contract.#":"1","contract.entities_id":"#0","contract.name":"Service agent","contract.num":"N-agent","entities_id":"#0","infocom.#":"1","infocom.value":"100.0000","name":"agent","os.#":"1","os.operatingsystems_id":"#1","serial":"S-6","~fight.contact":"3","~refused.contact":"2026-12-03\u001fHal\u001fZoé"}',0,NULL);
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    run TEXT,
    subject TEXT NOT NULL,
    recipients TEXT NOT NULL,
    eml BYTEA NOT NULL,
    html TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_at TEXT NOT NULL,
    claimed_until TEXT,
    ended_at TEXT,
    error TEXT
);
CREATE TABLE due (
    job TEXT NOT NULL PRIMARY KEY,
    last_tick TEXT,
    claimed_by TEXT,
    claimed_at TEXT,
    dead_man_sent_at TEXT
);
CREATE TABLE questions (
    job TEXT NOT NULL,
    topic TEXT NOT NULL,
    "key" TEXT NOT NULL,
    since TEXT NOT NULL,
    since_run TEXT NOT NULL,
    class TEXT,
    remote_id BIGINT,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    answer TEXT,
    due TEXT,
    last_seen TEXT NOT NULL,
    solved_at TEXT,
    solved_run TEXT,
    PRIMARY KEY (job, topic, "key", since)
);
INSERT INTO questions VALUES('nightly','held','Computer/8','2026-11-28T10:03:02.572651Z','01a2219b-b37a-7519-aada-499054888d8d','Computer',8,'taker','Computer taker is not written yet: serial S-4 moves here: #5 giver has it','stocktake approve 01a2219b-baf5-7b82-8b00-79493926a182 --only taker',NULL,'2026-11-28T10:03:04.061840Z',NULL,NULL);
INSERT INTO questions VALUES('nightly','returned','Computer/6','2026-11-28T10:03:02.572651Z','01a2219b-b37a-7519-aada-499054888d8d','Computer',6,'returned','Computer returned #6: the source no longer has it, and a person took it out of the trash again','bring it back into the source; or put it in the trash at the desk by hand (and stop its agent): it stays there, and is never purged',NULL,'2026-11-28T10:03:04.061840Z',NULL,NULL);
INSERT INTO questions VALUES('nightly','fight','Computer/1/contact','2026-11-28T10:03:04.061840Z','01a2219b-baf5-7b82-8b00-79493926a182','Computer',1,'agent','contact of Computer agent has changed back and forth 3 runs in a row: the desk has Zoé, the source has Hal','give both sides one value, or set on_conflict = "human" for it in mappings/computers.toml',NULL,'2026-11-28T10:03:04.061840Z',NULL,NULL);
CREATE TABLE tickets (
    "key" TEXT NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    desk TEXT NOT NULL,
    rule TEXT NOT NULL,
    event_group TEXT NOT NULL,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    -- In lower case and without a leading #, as it is looked for.
    number TEXT,
    title TEXT NOT NULL,
    remote_class TEXT,
    remote_id TEXT,
    intended_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE episodes (
    ticket TEXT NOT NULL REFERENCES tickets ("key") ON DELETE CASCADE,
    monitor TEXT NOT NULL,
    event TEXT NOT NULL,
    place BIGINT NOT NULL,
    -- A person took the event from the ticket; a run never changes it.
    let_go_at TEXT,
    record TEXT NOT NULL,
    PRIMARY KEY (ticket, monitor, event)
);
CREATE TABLE moments (
    ticket TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    run TEXT,
    PRIMARY KEY (ticket, seq)
);
CREATE TABLE acts (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    deed TEXT NOT NULL,
    system TEXT NOT NULL,
    ticket TEXT NOT NULL,
    label TEXT NOT NULL,
    mark TEXT NOT NULL,
    started_at TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    PRIMARY KEY (run, seq)
);
CREATE TABLE ticket_reports (
    run TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    report TEXT NOT NULL
);
CREATE TABLE refs (
    system TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Class, and the column of a choice: ids are unique within it.
    qualifier TEXT NOT NULL,
    id TEXT NOT NULL,
    record TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    gone_at TEXT,
    PRIMARY KEY (system, kind, qualifier, id)
);
CREATE TABLE pulls (
    system TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    entries BIGINT NOT NULL,
    PRIMARY KEY (system, kind)
);
CREATE TABLE company_links (
    company TEXT NOT NULL,
    -- Empty: the company itself.
    site TEXT NOT NULL,
    desk TEXT NOT NULL,
    -- Null: none, a site that does not inherit the link of its company.
    target TEXT,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (company, site, desk)
);
CREATE UNIQUE INDEX runs_one_running ON runs (job) WHERE state = 'running';
CREATE INDEX runs_by_job ON runs (job, started_at);
CREATE INDEX entries_open ON entries (run) WHERE state = 'started';
CREATE UNIQUE INDEX links_by_remote_id ON links (system, job, class, remote_id);
CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_run ON outbox (run);
CREATE UNIQUE INDEX questions_open ON questions (job, topic, "key") WHERE solved_at IS NULL;
CREATE INDEX tickets_living ON tickets (phase) WHERE phase <> 'ended';
CREATE INDEX tickets_by_change ON tickets (changed_at);
CREATE INDEX tickets_by_start ON tickets (intended_at);
CREATE INDEX tickets_by_number ON tickets (number);
CREATE INDEX episodes_by_event ON episodes (monitor, event);
CREATE INDEX acts_open ON acts (run) WHERE state = 'started';
CREATE INDEX acts_mark ON acts (mark);
COMMIT;
