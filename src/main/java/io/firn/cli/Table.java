package io.firn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int n = 0; n < columns; n++) {
                widths[n] = Math.max(
                        widths[n], row.get(n).codePointCount(0, row.get(n).length()));
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int n = 0; n < columns; n++) {
                String cell = row.get(n).replaceAll("\\p{Cntrl}", "?");
                line.append(cell);
                line.repeat(' ', widths[n] - cell.codePointCount(0, cell.length()) + 2);
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }
}
