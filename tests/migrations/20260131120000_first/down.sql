-- drop table `users`
-- loses: users

DROP TABLE "users";
