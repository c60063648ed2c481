# Finds a JDK for this project. Sourced by ./perdure, .ci/run and benchmarks/run; POSIX sh.
#
# find_jdk sets `jdk` to the home of a JDK 25 (or, failing that, a newer one), or prints one
# sentence and returns 1. It only reads the `release` files: no JVM is started.

# The major version of the JDK in $1, or nothing. It must have a compiler, because we build with it.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        line=${line#\"}
        printf '%s\n' "${line%%[!0-9]*}"
        return 0
        ;;
    esac
  done < "$1/release"
}

# The home of the first `java` on PATH, links resolved.
jdk_on_path() {
  java=$(command -v java 2>/dev/null) || return 0
  while [ -L "$java" ]; do
    target=$(readlink "$java")
    case $target in
      /*) java=$target ;;
      *) java=$(dirname "$java")/$target ;;
    esac
  done
  java=$(dirname "$(dirname "$java")")
  printf '%s\n' "$java"
}

jdk_candidates() {
  printf '%s\n' "${JAVA_HOME:-}" "${JAVA25_HOME:-}" "${JDK25_HOME:-}"
  jdk_on_path
  if [ -r "$HOME/.m2/toolchains.xml" ]; then
    sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$HOME/.m2/toolchains.xml"
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    printf '%s\n' "$home"
  done
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v 25 2>/dev/null
  fi
}

find_jdk() {
  : "${HOME:=/}"
  jdk=
  while IFS= read -r home; do
    [ -n "$home" ] || continue
    version=$(jdk_version "$home")
    if [ "$version" = 25 ]; then
      jdk=$home
      return 0
    fi
    if [ -z "$jdk" ] && [ -n "$version" ] && [ "$version" -gt 25 ]; then
      jdk=$home
    fi
  done <<EOF
$(jdk_candidates)
EOF
  [ -n "$jdk" ] && return 0
  echo "perdure: no JDK 25 found (looked at JAVA_HOME, PATH, ~/.m2/toolchains.xml, /usr/lib/jvm, ~/.sdkman and ~/.jdks); install one, for example from https://adoptium.net, or set JAVA_HOME to it." >&2
  return 1
}

# Sets `cache` to the start-up cache that ./perdure records in the tree $root for the JDK that was
# found. A JVM refuses one that another JVM, or one with other flags, has recorded.
find_cache() {
  recorder=$(cat "$jdk/release" "$root/tools/jvm-flags" | cksum)
  cache=$root/cli/target/perdure-${recorder%% *}.aot
}
