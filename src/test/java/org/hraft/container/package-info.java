/** The built WAR, deployed into Payara Micro by Arquillian: how a container takes it. */
@NullMarked
package org.hraft.container;

import org.jspecify.annotations.NullMarked;
