import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Checks PDF files against PDF/UA-1 with veraPDF. One line a file, `ok FILE` or `broken FILE`, and below a broken one a
 * line for each rule: its clause, how often it is broken, and where first. Ends with 1 if any file is broken.
 */
public final class Check {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean broken = false;
        for (String file : files) {
            ValidationResult result = check(file);
            System.out.println((result.isCompliant() ? "ok " : "broken ") + file);
            if (!result.isCompliant()) {
                broken = true;
                print(result);
            }
        }
        System.exit(broken ? 1 : 0);
    }

    private static ValidationResult check(String file) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            return validator.validate(parser);
        }
    }

    private static void print(ValidationResult result) {
        Map<String, Integer> times = new TreeMap<>();
        Map<String, String> first = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                times.merge(rule, 1, Integer::sum);
                first.putIfAbsent(rule, assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
        }
        times.forEach((rule, count) -> System.out.println("  " + rule + ", " + count + " times: " + first.get(rule)));
    }
}
