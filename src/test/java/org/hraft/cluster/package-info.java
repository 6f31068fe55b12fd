/** Tests of what is packaged: servers as processes of their own. */
@NullMarked
package org.hraft.cluster;

import org.jspecify.annotations.NullMarked;
