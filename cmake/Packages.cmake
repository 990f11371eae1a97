# Packages, by CPack: `script/package` makes the Debian ones and the source tarball.
#
#   liblifeguard0            the shared library
#   liblifeguard-dev         headers, libraries, what CMake and pkg-config look for, liblifeguard(3)
#   lifeguard-plugin         lifeguard.so, which opens the one of the clang that loads it
#   lifeguard-plugin-19, …   those
#   lifeguard                the command, completion, manual pages
#   lifeguard-doc            documents and samples
#
# LIFEGUARD_MORE_PLUGINS names plugins of other build trees, /path/lifeguard-16.so, to be packed too.
set(LIFEGUARD_MORE_PLUGINS "" CACHE STRING "plugins of other builds to pack beside those of this one")

set(CPACK_PACKAGE_NAME lifeguard)
set(CPACK_PACKAGE_VENDOR "The Lifeguard developers")
set(LIFEGUARD_MAINTAINER "The Lifeguard developers <lifeguard@localhost>" CACHE STRING "who answers for the packages, with an address")
set(CPACK_PACKAGE_CONTACT ${LIFEGUARD_MAINTAINER})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

# lifeguard_package(COMPONENT PACKAGE DEPENDS SUMMARY TEXT): one Debian package. The dependencies are those that its ELF files do
# not tell.
function(lifeguard_package component package depends summary text)
  string(TOUPPER ${component} key)
  foreach(pair IN ITEMS "PACKAGE_NAME;${package}" "PACKAGE_DEPENDS;${depends}" "PACKAGE_SHLIBDEPS;ON" "DESCRIPTION;${summary}\n${text}")
    list(POP_FRONT pair name)
    set(CPACK_DEBIAN_${key}_${name} "${pair}" PARENT_SCOPE)
  endforeach()
  # What Debian wants in every package.
  set(folder ${PROJECT_BINARY_DIR}/packaging/${package})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/copyright.in ${folder}/copyright @ONLY)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/changelog.in ${folder}/changelog @ONLY)
  execute_process(COMMAND gzip -9nf ${folder}/changelog)
  install(FILES ${folder}/copyright DESTINATION share/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
  install(FILES ${folder}/changelog.gz RENAME changelog.Debian.gz DESTINATION share/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()

set(same "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
set(extra)
if(LIFEGUARD_IO)
  set(extra ", libevent-dev")
endif()
lifeguard_package(runtime liblifeguard${PROJECT_VERSION_MAJOR} "" "runtime of async C: shared library"
  "Tasks, timers, locks, channels, sockets and traces for C with async functions,\nfor programs that are linked with it.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
file(CONFIGURE OUTPUT packaging/shlibs @ONLY CONTENT
  "liblifeguard @PROJECT_VERSION_MAJOR@ liblifeguard@PROJECT_VERSION_MAJOR@ (= @PROJECT_VERSION@-@CPACK_DEBIAN_PACKAGE_RELEASE@)\n")
file(CONFIGURE OUTPUT packaging/triggers CONTENT "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/packaging/shlibs ${PROJECT_BINARY_DIR}/packaging/triggers)
lifeguard_package(dev liblifeguard-dev "liblifeguard${PROJECT_VERSION_MAJOR} ${same}, libc6-dev${extra}" "runtime of async C: headers and libraries"
  "What compiling C with async functions, or the C they are lowered to, needs:\nheaders, the static library, files for CMake and pkg-config.")
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_RECOMMENDS "lifeguard ${same}")
lifeguard_package(plugin lifeguard-plugin "" "async/await for C: what -fplugin= names"
  "lifeguard.so finds out which clang has loaded it, and opens the plugin for\nthat version, of the package lifeguard-plugin-VERSION.")
lifeguard_package(tools lifeguard
  "lifeguard-plugin-${LIFEGUARD_LLVM} ${same}, liblifeguard-dev ${same}, clang-${LIFEGUARD_LLVM}"
  "async/await for C: the command"
  "Compiles C with async functions, prints the plain C that they become, and\nreports locks and guards that are held across an await.")
set(CPACK_DEBIAN_TOOLS_PACKAGE_RECOMMENDS "gcc")
set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS "lifeguard-doc")
lifeguard_package(doc lifeguard-doc "" "async/await for C: documents and samples"
  "The guide, the references of language and library, and programs to learn from.")
set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DOC_PACKAGE_SECTION doc)

set(CPACK_COMPONENTS_ALL runtime dev plugin tools doc)
foreach(plugin IN LISTS LIFEGUARD_LLVM_VERSIONS LIFEGUARD_MORE_PLUGINS)
  string(REGEX MATCH "([0-9]+)(\\.so)?$" version ${plugin})
  set(version ${CMAKE_MATCH_1})
  if(EXISTS ${plugin})
    install(PROGRAMS ${plugin} DESTINATION ${LIFEGUARD_INSTALL_PLUGINDIR} COMPONENT plugin-${version} EXCLUDE_FROM_ALL)
  endif()
  lifeguard_package(plugin-${version} lifeguard-plugin-${version} "lifeguard-plugin ${same}, clang-${version}"
    "async/await for C: the plugin for clang ${version}"
    "Turns async functions into state machines in plain C, which clang then\ncompiles, and audits what is held while they wait.")
  list(APPEND CPACK_COMPONENTS_ALL plugin-${version})
endforeach()

set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/DebianPlaces.cmake)
include(CPack)
