{
  description = "Words that other flakes of the repository take";

  outputs = { self }: { lib.of = name: "a greeting of another ${name}"; };
}
