package org.hraft.search;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Copies objects with everything that hangs on them, and boils them down to a number, by reflection:
 * so the core need not know that it is searched. Records, enums and what has no fields are values,
 * which are shared and not copied. Of the collections it knows those that the core uses, and says so
 * when there is a new one. Thread-safe.
 */
final class ObjectGraph {

    private ObjectGraph() {}

    // ---- copying

    /** A copy that shares nothing but values with {@code root}. */
    static <T> T copy(T root) {
        return new Copier().copy(root);
    }

    private static final class Copier {

        private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>();

        @SuppressWarnings("unchecked") // a copy is of the class of its original
        <T> T copy(T original) {
            if (Shape.of(original.getClass()).isValue) {
                return original;
            }
            Object known = copies.get(original);
            return (T) (known == null ? copyAnew(original) : known);
        }

        private Object copyAnew(Object original) {
            if (original instanceof Map<?, ?> map) {
                TreeMap<Object, @Nullable Object> copy = new TreeMap<>();
                copies.put(original, copy);
                map.forEach((key, value) -> copy.put(copy(key), copy(value)));
                return copy;
            }
            if (original instanceof Collection<?> collection) {
                Collection<Object> copy = original instanceof List
                        ? new ArrayList<>(collection.size())
                        : new ArrayDeque<>(collection.size());
                copies.put(original, copy);
                collection.forEach(element -> copy.add(copy(element)));
                return copy;
            }
            return copyFields(original);
        }

        private Object copyFields(Object original) {
            Shape shape = Shape.of(original.getClass());
            try {
                Object copy = shape.allocator().newInstance();
                copies.put(original, copy);
                for (Field field : shape.primitives) {
                    field.set(copy, field.get(original));
                }
                for (Field field : shape.references) {
                    Object value = field.get(original);
                    field.set(copy, value == null ? null : copy(value));
                }
                return copy;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot copy " + shape.type, e);
            }
        }
    }

    // ---- fingerprints

    /**
     * The same for objects that look the same, in every process. Two that do not look the same have
     * the same one with the probability of 64 random bits.
     */
    static long fingerprint(Object root) {
        return new Fingerprinter().of(root);
    }

    /** One number after the other, mixed so that their order counts. */
    static long mix(long hash, long next) {
        long mixed = (hash ^ next) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 27);
    }

    private static final class Fingerprinter {

        private static final long NULL = 1;
        private static final long SEEN = 2;

        private final IdentityHashMap<Object, Long> numbers = new IdentityHashMap<>();

        long of(@Nullable Object object) {
            if (object == null) {
                return NULL;
            }
            Shape shape = Shape.of(object.getClass());
            if (shape.isValue) {
                return ofValue(object, shape);
            }
            Long number = numbers.putIfAbsent(object, (long) numbers.size());
            if (number != null) {
                return mix(SEEN, number);
            }
            if (object instanceof Map<?, ?> map) {
                long hash = map.size();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    hash = mix(mix(hash, of(entry.getKey())), of(entry.getValue()));
                }
                return hash;
            }
            return object instanceof Collection<?> all ? ofAll(all) : ofFields(object, shape);
        }

        private long ofValue(Object value, Shape shape) {
            if (value instanceof Number number) {
                return mix(shape.name, number.longValue());
            } else if (value instanceof Boolean flag) {
                return mix(shape.name, flag ? 1 : 0);
            } else if (value instanceof String word) {
                return mix(shape.name, Shape.ofWord(word));
            } else if (value instanceof Enum<?> constant) {
                return mix(shape.name, Shape.ofWord(constant.name()));
            } else if (value instanceof byte[] bytes) {
                long hash = bytes.length;
                for (byte b : bytes) {
                    hash = mix(hash, b);
                }
                return hash;
            }
            return ofFields(value, shape);
        }

        private long ofAll(Collection<?> all) {
            long hash = all.size();
            for (Object element : all) {
                hash = mix(hash, of(element));
            }
            return hash;
        }

        private long ofFields(Object object, Shape shape) {
            long hash = shape.name;
            try {
                for (Field field : shape.primitives) {
                    hash = mix(hash, Shape.bits(field, object));
                }
                for (Field field : shape.references) {
                    Object value = field.get(object);
                    hash = mix(hash, value instanceof List<?> list ? ofAll(list) : of(value));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot read " + shape.type, e);
            }
            return hash;
        }
    }

    // ---- classes

    /** What there is to know of a class, looked up once. */
    private static final class Shape {

        private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
            @Override
            protected Shape computeValue(Class<?> type) {
                return new Shape(type);
            }
        };

        final Class<?> type;
        final long name;
        final boolean isValue;
        final List<Field> primitives = new ArrayList<>();
        final List<Field> references = new ArrayList<>();
        private @Nullable Constructor<?> allocator;

        static Shape of(Class<?> type) {
            return SHAPES.get(type);
        }

        private Shape(Class<?> type) {
            this.type = type;
            this.name = ofWord(type.getName());
            boolean isOurs = type.getName().startsWith("org.hraft.");
            boolean isCollection =
                    Collection.class.isAssignableFrom(type) || TreeMap.class.isAssignableFrom(type);
            if (isOurs && type.isRecord()) {
                components(type);
            } else if (isOurs && !type.isEnum()) {
                fields(type);
            }
            this.isValue = type.isRecord()
                    || type.isEnum()
                    || isLibraryValue(type)
                    || (isOurs && primitives.isEmpty() && references.isEmpty());
            if (!isValue && !isCollection && !isOurs) {
                throw new IllegalArgumentException("ObjectGraph does not know how to copy " + type);
            }
        }

        private static boolean isLibraryValue(Class<?> type) {
            return type == String.class
                    || type == Boolean.class
                    || Number.class.isAssignableFrom(type)
                    || type == byte[].class;
        }

        private void components(Class<?> type) {
            for (RecordComponent component : type.getRecordComponents()) {
                try {
                    add(type.getDeclaredField(component.getName()));
                } catch (NoSuchFieldException e) {
                    throw new IllegalStateException("a record without its field: " + type, e);
                }
            }
        }

        private void fields(Class<?> type) {
            for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
                for (Field field : c.getDeclaredFields()) {
                    if (!java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
                        add(field);
                    }
                }
            }
        }

        private void add(Field field) {
            field.setAccessible(true);
            (field.getType().isPrimitive() ? primitives : references).add(field);
        }

        /** Not its hash code, of which half as many bits would be left. */
        static long ofWord(String word) {
            long hash = word.length();
            for (int i = 0; i < word.length(); i++) {
                hash = mix(hash, word.charAt(i));
            }
            return hash;
        }

        static long bits(Field field, Object object) throws IllegalAccessException {
            return field.getType() == boolean.class
                    ? (field.getBoolean(object) ? 1 : 0)
                    : field.getLong(object);
        }

        /** Makes an object without running its constructors, as serialization does. */
        synchronized Constructor<?> allocator() throws ReflectiveOperationException {
            if (allocator == null) {
                Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
                allocator = (Constructor<?>) factory.getMethod(
                                "newConstructorForSerialization", Class.class, Constructor.class)
                        .invoke(
                                factory.getMethod("getReflectionFactory").invoke(null),
                                type,
                                Object.class.getDeclaredConstructor());
            }
            return allocator;
        }
    }
}
