"""The desk's migrations, run by `helpdesk.desk.database.upgrade`."""
