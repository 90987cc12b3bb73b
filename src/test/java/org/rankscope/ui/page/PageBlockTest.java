package org.rankscope.ui.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.ui.page.PageBlock.Kind;

class PageBlockTest {
    @Test
    void aPageIsTakenApart() {
        assertEquals(
                List.of(
                        new PageBlock(Kind.TITLE, "Small lesions"),
                        new PageBlock(Kind.CODE, "rankscope demo"),
                        new PageBlock(Kind.PARAGRAPH, "A paragraph of two lines."),
                        new PageBlock(Kind.HEADING, "What to see"),
                        new PageBlock(Kind.POINT, "a point that goes on"),
                        new PageBlock(Kind.POINT, "another"),
                        new PageBlock(Kind.CODE, "rankscope sweep"),
                        new PageBlock(Kind.TABLE_ROW, "rank\tDice"),
                        new PageBlock(Kind.TABLE_ROW, "4\t0.81"),
                        new PageBlock(Kind.PICTURE, "lesions.png"),
                        new PageBlock(Kind.PARAGRAPH, "The end.")),
                PageBlock.of("""
                        # Small lesions

                            rankscope demo

                        A paragraph
                        of two lines.

                        ## What to see
                        - a point
                          that goes on
                        - another

                        ```sh
                        rankscope sweep
                        ```
                        | rank | Dice |
                        |-----:|-----:|
                        | 4    | 0.81 |

                        ![a picture](../assets/data/lesions/lesions.png)
                        The end.
                        """));
    }
}
