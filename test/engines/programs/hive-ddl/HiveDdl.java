import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.antlr.runtime.tree.Tree;
import org.apache.hadoop.hive.ql.parse.ParseDriver;
import org.apache.hadoop.hive.ql.parse.ParseException;

/**
 * Parses statements with Hive's own grammar, which Athena's DDL follows. One statement a line of standard
 * input, in Base64; one line of JSON an answer: the tree as ["TOKEN", child, …], or {"error": "…"}.
 */
public class HiveDdl {
  public static void main(String[] args) throws Exception {
    System.setErr(new PrintStream(PrintStream.nullOutputStream())); // the parser prints stacks of what it refuses
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line; (line = lines.readLine()) != null; ) {
      out.println(answer(new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8)));
    }
  }

  private static String answer(String statement) {
    var json = new StringBuilder();
    try {
      tree(new ParseDriver().parse(statement), json);
      return json.toString();
    } catch (ParseException e) {
      json.setLength(0);
      string(e.getMessage(), json.append("{\"error\":"));
      return json.append("}").toString();
    }
  }

  private static void tree(Tree node, StringBuilder json) {
    string(node.getText() == null ? "" : node.getText(), json.append('['));
    for (int i = 0; i < node.getChildCount(); i++) tree(node.getChild(i), json.append(','));
    json.append(']');
  }

  private static void string(String text, StringBuilder json) {
    json.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < ' ') json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    json.append('"');
  }
}
