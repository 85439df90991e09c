package io.firn.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of the house that a compiler cannot hold. */
@AnalyzeClasses(packages = "io.firn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule everyRoomUsesOnlyWhatTheTableAllows = classes()
            .that()
            .resideInAPackage("io.firn.(*)..")
            .should(useOnlyWhatTheTableAllows())
            .because("each arrow points to an earlier stage or to a service beneath it; see docs/architecture.md");

    @ArchTest
    static final ArchRule roomsAreFreeOfCycles =
            slices().matching("io.firn.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyExecStartsProcesses = noClasses()
            .that()
            .resideOutsideOfPackage("io.firn.exec..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.ProcessBuilder")
            .orShould()
            .callMethod(Runtime.class, "exec", String.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("org.zeroturnaround..", "com.jcraft.jsch..")
            .because("a command is a value, and one place runs it");

    @ArchTest
    static final ArchRule onlySourceKnowsGit = onlyIn("org.eclipse.jgit..", "io.firn.source..");

    @ArchTest
    static final ArchRule onlySwarmKnowsDocker = onlyIn("com.github.dockerjava..", "io.firn.deploy.swarm..");

    @ArchTest
    static final ArchRule pureRoomsDoNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage("io.firn.detect..", "io.firn.flake..", "io.firn.nix..", "io.firn.schedule..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "jakarta.persistence..", "jakarta.enterprise..", "jakarta.inject..")
            .because("most of the product's risk is there, and pure code is tested in milliseconds");

    @ArchTest
    static final ArchRule doorsDoNotShowEntities = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .should(notReturnAnEntity())
            .because("an entity on the wire ties the schema to the API");

    @ArchTest
    static final ArchRule doorsHoldNoTransactions = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .beAnnotatedWith("jakarta.transaction.Transactional")
            .because("a transaction belongs to the verb that needs it, and is short");

    @ArchTest
    static final ArchRule endpointsArePublic = methods()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.GET")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.POST")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PUT")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.PATCH")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.DELETE")
            .or()
            .areAnnotatedWith("jakarta.ws.rs.HEAD")
            .should()
            .bePublic()
            .because("a package-private endpoint answers 404 without a word");

    @ArchTest
    static final ArchRule injectionIsByConstructor = noFields()
            .should()
            .beAnnotatedWith("jakarta.inject.Inject")
            .because("a class that can be made by hand can be tested by hand");

    @ArchTest
    static final ArchRule noPublicMutableFields = fields().that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .areNotAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .beFinal()
            .because("state changes by verbs");

    @ArchTest
    static final ArchRule namesSayWhatAClassIsFor = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
            .because("such a name says nothing about what belongs in it");

    @ArchTest
    static final ArchRule timeComesInByConstructor = noClasses()
            .that()
            .resideOutsideOfPackages("io.firn.exec..", "io.firn.work..", "io.firn.db..", "io.firn.cli..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .because("expiry and back-off are tested without waiting");

    private static ArchRule onlyIn(String library, String room) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because("one room speaks that library's language and the others speak ours");
    }

    private static ArchCondition<JavaClass> useOnlyWhatTheTableAllows() {
        return new ArchCondition<>("use only what the table allows") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                String room = Rooms.of(item.getPackageName());
                Set<String> allowed = new HashSet<>(Rooms.MAY_USE.getOrDefault(room, List.of()));
                allowed.addAll(Rooms.EVERYWHERE);
                allowed.add(room);
                if (hasDoor(item.getPackage().getClasses())) {
                    allowed.addAll(Rooms.FOR_DOORS);
                }
                for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass();
                    if (target.getPackageName().startsWith("io.firn.")
                            && !allowed.contains(Rooms.of(target.getPackageName()))) {
                        events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                    }
                }
                if (!Rooms.MAY_USE.containsKey(room)) {
                    events.add(SimpleConditionEvent.violated(item, "room '" + room + "' has no row in the table"));
                }
            }
        };
    }

    private static boolean hasDoor(Set<JavaClass> classes) {
        return classes.stream().anyMatch(c -> c.getSimpleName().endsWith("Resource"));
    }

    private static ArchCondition<JavaMethod> notReturnAnEntity() {
        var entity = DescribedPredicate.<JavaClass>describe(
                "an entity", c -> c.isAnnotatedWith("jakarta.persistence.Entity"));
        return new ArchCondition<>("not return an entity") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean shows =
                        method.getReturnType().getAllInvolvedRawTypes().stream().anyMatch(entity);
                if (shows && !method.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " returns an entity"));
                }
            }
        };
    }
}
